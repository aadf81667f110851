from django.urls import path

from handraiser.events import quarantine_views, views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/new/", views.create_source, name="create-source"),
    path("sources/<int:pk>/", views.source, name="source"),
    path("sources/<int:pk>/strict/", views.set_strict, name="set-strict"),
    path("sources/<int:pk>/keys/", views.add_key, name="add-key"),
    path("sources/<int:pk>/keys/<int:key>/revoke/", views.revoke_key, name="revoke-key"),
    path("quarantine/", quarantine_views.quarantine, name="quarantine"),
    path("quarantine/ticked/", quarantine_views.settle_ticked, name="quarantine-ticked"),
    path("quarantine/<int:pk>/replay/", quarantine_views.replay_one, name="quarantine-replay"),
    path("quarantine/<int:pk>/discard/", quarantine_views.discard_one, name="quarantine-discard"),
]
