from django.urls import path

from handraiser.handoff import views

urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/read/", views.mark_read, name="mark-read"),
]
