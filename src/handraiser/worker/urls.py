from django.urls import path

from handraiser.worker import views

urlpatterns = [
    path("operations/health/", views.health, name="health"),
    path("operations/outcomes/", views.outcomes, name="outcome-problems"),
    path("operations/outcomes/<int:pk>/dismiss/", views.dismiss_outcome, name="dismiss-outcome"),
    path("operations/outcomes/<int:pk>/bring-back/", views.bring_back_outcome, name="bring-back-outcome"),
    path("parked/<int:pk>/retry/", views.retry, name="parked-retry"),
    path("parked/<int:pk>/discard/", views.discard, name="parked-discard"),
]
