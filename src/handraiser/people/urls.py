from django.urls import path

from handraiser.people import act_views, person_views, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<uuid:key>/", person_views.person, name="person"),
    path("people/<uuid:key>/timeline/", person_views.older, name="older"),
    path("people/<uuid:key>/traits/", act_views.set_trait, name="set-trait"),
    path("people/<uuid:key>/traits/history/", person_views.trait_history, name="trait-history"),
    path("people/<uuid:key>/owner/", act_views.set_owner, name="set-owner"),
    path("people/<uuid:key>/merge/", act_views.merge, name="merge"),
    path("people/<uuid:key>/robot/", act_views.judge_robot, name="judge-robot"),
    path("people/<uuid:key>/claims/<int:identity>/", act_views.settle_claim, name="settle-claim"),
    path("people/<uuid:key>/merges/<int:merge>/undo/", act_views.undo_merge, name="undo-merge"),
    path("people/<uuid:key>/duplicates/<int:duplicate>/", act_views.settle_duplicate, name="settle-duplicate"),
]
