from django.urls import path

from handraiser.lifecycle import api, person_views, views

urlpatterns = [
    path("model/", views.model, name="model"),
    path("model/compare/", views.compare, name="compare"),
    path("model/edit/", views.edit, name="edit-model"),
    path("model/check/", views.check, name="check-model"),
    path("model/publish/", views.publish, name="publish-model"),
    path("model/<int:number>.yaml", views.download, name="download-model"),
    path("model/schema.json", views.model_schema, name="model-schema"),
    path("people/<uuid:key>/move/", person_views.move, name="move"),
    path("api/v1/people", api.people, name="api-people"),
    path("api/v1/people/<uuid:key>", api.person, name="api-person"),
    path("people/<uuid:key>/chart/", person_views.chart, name="chart"),
]
