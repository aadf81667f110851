from django.urls import path

from handraiser.privacy import person_views, views

urlpatterns = [
    path("people/<uuid:key>/erase/", person_views.erase_preview, name="erase-preview"),
    path("people/<uuid:key>/erase/now/", person_views.erase, name="erase-person"),
    path("people/<uuid:key>/export/", person_views.export, name="export-person"),
    path("people/<uuid:key>/consents/", person_views.consents, name="person-consents"),
    path("settings/privacy/", views.privacy, name="privacy"),
    path("settings/privacy/retention/", views.retention, name="retention"),
    path("settings/privacy/retention/preview/", views.retention_preview, name="retention-preview"),
    path("settings/privacy/retention/agree/", views.agree, name="retention-agree"),
    path("settings/privacy/purposes/", views.purpose, name="purpose"),
]
