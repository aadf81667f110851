from django.urls import path

from handraiser.events import views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/new/", views.create_source, name="create-source"),
    path("sources/<int:pk>/", views.source, name="source"),
    path("sources/<int:pk>/strict/", views.set_strict, name="set-strict"),
    path("sources/<int:pk>/keys/", views.add_key, name="add-key"),
    path("sources/<int:pk>/keys/<int:key>/revoke/", views.revoke_key, name="revoke-key"),
]
