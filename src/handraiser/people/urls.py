from django.urls import path

from handraiser.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
]
