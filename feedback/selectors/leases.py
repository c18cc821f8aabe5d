"""Which leases hold."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from feedback.models import Lease


def live_leases() -> QuerySet[Lease]:
    """Leases that have neither ended nor run out."""
    return Lease.objects.filter(ended_at__isnull=True, expires_at__gt=timezone.now())
