"""Errors as answers: one line of JSON, never a trace; what is the store's own fault goes to its log."""

# SPDX-License-Identifier: Apache-2.0

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from workstation.auditstore.refusal import RefusedError

Http = Request[Any, Any, Any]
Answer = Response[dict[str, str]]
log = logging.getLogger(__name__)


def _refused(_: Http, error: RefusedError) -> Answer:
    reason = {"reason": error.reason} if error.reason else {}
    return Response({"error": str(error), **reason}, status_code=error.status)


def _not_understood(_: Http, error: HTTPException) -> Answer:
    return Response({"error": error.detail}, status_code=error.status_code, headers=error.headers)


def _failed(request: Http, error: Exception) -> Answer:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return Response({"error": "the store failed; nothing was acknowledged"}, status_code=500)


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    RefusedError: _refused,
    HTTPException: _not_understood,
    Exception: _failed,
}
