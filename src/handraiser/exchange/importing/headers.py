"""The headers that other systems write over their columns, by the field they mean."""

import re

from handraiser.exchange.models import ImportKind

_WHO = {
    "email": ("Email", "E-mail", "Email Address", "Person - Email", "Person - Email - Work", "Contact: Email",
              "Primary Email", "Lead Email", "mail"),
    "user_id": ("User ID", "Record ID", "Record ID - Contact", "Contact ID", "Lead ID", "Person ID", "mql_id",
                "Customer ID", "Person - ID", "Associated Contact IDs", "userId"),
}  # fmt: skip
_CONTACTS = {
    "first_name": ("First Name", "Firstname", "Given Name", "Person - First name"),
    "last_name": ("Last Name", "Lastname", "Surname", "Family Name", "Person - Last name"),
    "name": ("Name", "Full Name", "Contact Name", "Person - Name"),
    "title": ("Job Title", "Title", "Position", "Person - Job title"),
    "phone": ("Phone", "Phone Number", "Mobile", "Mobile Phone Number", "Business Phone", "Person - Phone",
              "Person - Phone - Work"),
    "city": ("City", "Mailing City", "Town"),
    "country": ("Country", "Country/Region", "Mailing Country", "Person - Country"),
    "company_name": ("Company", "Company Name", "Account Name", "Associated Company", "Organization",
                     "Organisation", "Person - Organization", "Organization - Name"),
    "company_id": ("Company ID", "Account ID", "Associated Company IDs", "Primary Associated Company ID",
                   "Organization - ID"),
    "company_employees": ("Number of Employees", "Employees", "No. of Employees", "Company Size",
                          "companynumber_of_employees", "Organization - Number of employees"),
    "company_industry": ("Industry", "Company Industry", "Organization - Industry"),
    "company_website": ("Website", "Website URL", "Company Website", "Company Domain Name", "companywebsite"),
    "first_contact": ("First contact", "First Contact Date", "Create Date", "Created Date", "Date Added", "Created",
                      "Person - Person created", "Date identified", "first_contact_date", "Time First Seen"),
    "origin": ("Origin", "Original Source", "Lead Source", "Original Traffic Source", "Source", "Person - Source"),
    "landing_page": ("Landing page", "First Page Seen", "landing_page_id", "First Landing Page"),
    "consent_marketing": ("Marketing consent", "Opt-in", "Newsletter"),
}  # fmt: skip
_EVENTS = {
    "event": ("Event", "Event Name", "Action", "Activity", "Activity type", "Subject", "Event type"),
    "at": ("Date", "Timestamp", "Time", "Occurred at", "Activity Date", "Event Date", "Date Added", "When"),
    "page_url": ("URL", "Page", "Page URL", "Landing page"),
}
_DEALS = {
    "opportunity_id": ("Opportunity ID", "Deal ID", "Deal - ID", "Record ID - Deal", "Opportunity: Opportunity ID"),
    "deal_name": ("Deal Name", "Opportunity Name", "Deal - Title", "Deal title"),
    "amount": ("Amount", "Deal Value", "Value", "Deal - Value", "Amount in company currency", "Opportunity Amount",
               "declared_monthly_revenue"),
    "currency": ("Currency", "Deal - Currency", "Currency of Value", "Opportunity Currency", "Deal Currency Code"),
    "stage": ("Stage", "Deal Stage", "Deal - Stage", "Pipeline stage"),
    "state": ("Status", "State", "Deal - Status", "Won/Lost", "Outcome"),
    "created": ("Create Date", "Created Date", "Deal created", "Deal - Deal created", "Created"),
    "won": ("Won Date", "Won time", "Deal - Won time", "won_date", "Date won"),
    "lost": ("Lost Date", "Lost time", "Deal - Lost time"),
    "closed": ("Close Date", "Closed Date", "Closed", "Deal - Deal closed on"),
    "expected_close": ("Expected Close Date", "Deal - Expected close date"),
    "reason": ("Loss Reason", "Lost reason", "Closed Lost Reason", "Deal - Lost reason"),
    "owner": ("Owner", "Deal Owner", "Opportunity Owner", "Owner Email", "Deal - Owner"),
}  # fmt: skip
HEADERS: dict[str, dict[str, tuple[str, ...]]] = {
    ImportKind.CONTACTS: _WHO | {"user_id": (*_WHO["user_id"], "ID")} | _CONTACTS,  # of people; elsewhere a row's own
    ImportKind.EVENTS: _WHO | _EVENTS,
    ImportKind.DEALS: _WHO | _DEALS,
}


def known(kind: str) -> dict[str, str]:
    """Field by header, the header as `plain` writes it."""
    return {plain(header): field for field, headers in HEADERS[kind].items() for header in headers}


def plain(header: str) -> str:
    """`Lead_ID`, `lead id` and `LeadId` are one."""
    return re.sub(r"[^a-z0-9]+", "", header.lower())
