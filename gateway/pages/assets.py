"""The portal's own styles, scripts and pictures: named by a hash of their content, kept for ever by browsers, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

FOLDER = Path(__file__).parent.parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
TEXTUAL = ("text/", "application/javascript", "application/json", "image/svg+xml")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class Asset:
    """One file below ``static/``."""

    name: str
    path: Path

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def stamp(self) -> str:
        return hashlib.blake2b(self.content, digest_size=6).hexdigest()

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, 6, mtime=0)

    @cached_property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@cache
def all_assets() -> dict[str, Asset]:
    """Every file by its name below ``static/``. Only these are served: no path from outside reaches the file system."""
    files = (path for path in sorted(FOLDER.rglob("*")) if path.is_file())
    found = (Asset(path.relative_to(FOLDER).as_posix(), path) for path in files)
    return {asset.name: asset for asset in found}


@cache
def edition() -> str:
    """One stamp for all that pages are made of: assets and templates."""
    templates = sorted((FOLDER.parent / "templates").rglob("*.html"))
    stamps = [asset.stamp for asset in all_assets().values()]
    return hashlib.blake2b(b"".join(path.read_bytes() for path in templates) + "".join(stamps).encode()).hexdigest()


def address(name: str) -> str:
    """Where browsers find an asset: ``/static/1f0c…/portal.css``."""
    return f"/static/{all_assets()[name].stamp}/{name}"


def install(app: Flask) -> None:
    """Add the addresses of assets."""

    def serve(stamp: str, name: str) -> Response:
        asset = all_assets().get(name)
        if asset is None:
            raise NotFound()
        textual = asset.media_type.startswith(TEXTUAL)
        packed = textual and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(asset.compressed if packed else asset.content, content_type=_content_type(asset, textual))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = FOR_EVER if stamp == asset.stamp else FOR_AN_HOUR
        return response

    def icon() -> Response:
        return serve("", "icon.svg")

    app.add_url_rule("/static/<stamp>/<path:name>", "asset", serve)
    app.add_url_rule("/favicon.ico", "icon", icon)


def _content_type(asset: Asset, textual: bool) -> str:
    return f"{asset.media_type}; charset=utf-8" if textual else asset.media_type
