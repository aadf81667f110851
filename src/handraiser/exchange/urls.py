from django.urls import path

from handraiser.exchange import views
from handraiser.exchange.importing import views as importing

urlpatterns = [
    path("imports/", importing.imports, name="imports"),
    path("imports/<int:pk>/", importing.import_, name="import"),
    path("imports/<int:pk>/form/", importing.import_form, name="import-form"),
    path("imports/<int:pk>/columns/", importing.import_columns, name="import-columns"),
    path("imports/<int:pk>/rows.csv", importing.import_report, name="import-report"),
    path("imports/<int:pk>/<str:act>/", importing.import_act, name="import-act"),
    path("settings/webhooks/", views.webhooks, name="webhooks"),
    path("settings/webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("settings/webhooks/<int:pk>/test/", views.webhook_test, name="webhook-test"),
    path("settings/webhooks/<int:pk>/switch/", views.webhook_switch, name="webhook-switch"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/retry/", views.delivery_retry, name="delivery-retry"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/", views.outbox_mail, name="outbox-mail"),
]
