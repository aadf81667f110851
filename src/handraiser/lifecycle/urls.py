from django.urls import path

from handraiser.lifecycle import (
    api,
    draft_views,
    editor_views,
    person_views,
    views,
    waiting_views,
)

urlpatterns = [
    path("model/", views.model, name="model"),
    path("model/compare/", views.compare, name="compare"),
    path("model/edit/", editor_views.edit, name="edit-model"),
    path("model/check/", editor_views.check, name="check-model"),
    path("model/save/", editor_views.save, name="save-draft"),
    path("model/drafts/<int:pk>/", draft_views.draft, name="draft"),
    path("model/drafts/<int:pk>/propose/", draft_views.propose, name="propose-draft"),
    path("model/drafts/<int:pk>/sign/", draft_views.sign, name="sign-draft"),
    path("model/drafts/<int:pk>/withdraw/", draft_views.withdraw, name="withdraw-draft"),
    path("model/drafts/<int:pk>/publish/", draft_views.publish, name="publish-draft"),
    path("model/drafts/<int:pk>/call-off/", draft_views.call_off, name="call-off-draft"),
    path("model/drafts/<int:pk>/discard/", draft_views.discard, name="discard-draft"),
    path("model/waiting/", waiting_views.waiting, name="waiting-changes"),
    path("model/waiting/settle/", waiting_views.settle, name="settle-waiting"),
    path("model/waiting/<int:pk>/undo/", waiting_views.undo, name="undo-settling"),
    path("model/versions/<int:number>/roll-back/", draft_views.roll_back, name="roll-back"),
    path("model/<int:number>.yaml", views.download, name="download-model"),
    path("model/starters/", views.starters, name="starters"),
    path("model/starters/<slug:name>.yaml", views.download_starter, name="download-starter"),
    path("model/schema.json", views.model_schema, name="model-schema"),
    path("people/<uuid:key>/move/", person_views.move, name="move"),
    path("api/v1/people", api.people, name="api-people"),
    path("api/v1/people/<uuid:key>", api.person, name="api-person"),
    path("people/<uuid:key>/chart/", person_views.chart, name="chart"),
]
