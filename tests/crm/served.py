"""django-crm-admin on this machine alone, run by its own Python: filled with the customers on stdin, then served."""

# SPDX-License-Identifier: Apache-2.0

import json
import sys
from pathlib import Path
from typing import Any

import django
import webcrm.settings as theirs
from django.conf import settings
from django.core.management import call_command

AGENT, DEPARTMENT = "maria", "Global sales"


def main(folder: Path) -> None:
    """Fill a new database in `folder`, write port and an agent's session into `folder`/door, and serve until ended."""
    ours: dict[str, Any] = {
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "crm.db"}},
        "DEBUG": False,
        "TESTING": True,  # fetches no mail and no rates
    }
    said = {name: getattr(theirs, name) for name in dir(theirs) if name.isupper()}
    settings.configure(**(said | ours))
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("setupdata", verbosity=0)
    _serve(folder / "door", _fill(json.load(sys.stdin)))


def _fill(customers: list[dict[str, str]]) -> str:
    """Make what the CRM keeps of them, and an agent, and return the cookie of the agent's session."""
    from crm.models import Company, Contact, Country, LeadSource, Request
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    with transaction.atomic():
        agent = get_user_model().objects.create_user(AGENT, "maria@example.com", is_staff=True)
        agent.groups.add(*Group.objects.filter(name__in=("managers", DEPARTMENT)))
        country = Country.objects.get(name="United States")
        whose = {"owner": agent, "department": Group.objects.get(name=DEPARTMENT), "country": country}
        source = LeadSource.objects.first()
        for each in customers:
            person = {name: each[name] for name in ("first_name", "last_name", "email", "phone")}
            more = {name: each[name] for name in ("title", "mobile", "address", "region", "birth_date")}
            company, _ = Company.objects.get_or_create(full_name=each["company"], defaults=whose)
            contact = Contact.objects.create(company=company, city_name=each["city"], **person, **more, **whose)
            Request.objects.create(
                request_for=each["subject"],
                description=each["notes"],
                receipt_date=each["called"],
                lead_source=source,
                company_name=each["company"],
                contact=contact,
                company=company,
                city_name=each["city"],
                **person,
                **whose,
            )
        session = SessionStore()
        session.update({"_auth_user_id": str(agent.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0]})
        session["_auth_user_hash"] = agent.get_session_auth_hash()
        session.create()
        return str(session.session_key)


def _serve(door: Path, session: str) -> None:
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    told = door.with_suffix(".new")
    told.write_text(f"{server.server_port} {session}")
    told.rename(door)
    server.serve_forever()


main(Path(sys.argv[1]))
