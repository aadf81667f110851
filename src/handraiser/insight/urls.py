from django.urls import path

from handraiser.insight import beside_views, funnel_views, views

urlpatterns = [
    path("calm/<int:source>/", views.all_right, name="calm"),
    path("funnel/", funnel_views.funnel, name="funnel"),
    path("funnel/charts/", funnel_views.charts, name="funnel-charts"),
    path("funnel/touches/", beside_views.touches, name="funnel-touches"),
    path("funnel/won-early/", beside_views.early, name="funnel-early"),
    path("funnel/<str:name>.csv", funnel_views.table, name="funnel-table"),
]
