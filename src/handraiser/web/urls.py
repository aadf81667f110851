from django.urls import path

from handraiser.web import commanding, components, helping, views

urlpatterns = [
    path("", views.home, name="home"),
    path("commands/", commanding.commands, name="commands"),
    path("help/", helping.help_page, name="help"),
    path("help/<path:page>", helping.help_page, name="help"),
    path("components/", components.components, name="components"),
]
