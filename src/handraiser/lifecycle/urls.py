from django.urls import path

from handraiser.lifecycle import views

urlpatterns = [
    path("model/", views.model, name="model"),
    path("model/compare/", views.compare, name="compare"),
    path("model/edit/", views.edit, name="edit-model"),
    path("model/check/", views.check, name="check-model"),
    path("model/publish/", views.publish, name="publish-model"),
    path("model/<int:number>.yaml", views.download, name="download-model"),
    path("model/schema.json", views.model_schema, name="model-schema"),
]
