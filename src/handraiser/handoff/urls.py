from django.urls import path

from handraiser.handoff import views

urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/read/", views.mark_read, name="mark-read"),
    path("alerts/<int:pk>/", views.open_alert, name="open-alert"),
]
