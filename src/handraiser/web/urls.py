from django.urls import path

from handraiser.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("components/", views.components, name="components"),
]
