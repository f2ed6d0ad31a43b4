"""The review service as it is, but that each batch waits 200 ms for a check elsewhere: what a vendor's interface would cost."""

from __future__ import annotations

CHECK_SECONDS = 0.2


def main() -> None:
    """Run `xinmei` with the check in place."""
    import deploy.green  # noqa: F401  isort: skip  (patches before anything else is imported)

    import eventlet

    from deploy.cli import main as command
    from services.review.handlers import screening

    screen = screening.screen_submissions

    def checked(work: object, events: object) -> None:
        eventlet.sleep(CHECK_SECONDS)
        screen(work, events)  # type: ignore[arg-type]

    screening.screen_submissions = checked
    command()


if __name__ == "__main__":
    main()
