"""Changes the library over HTTP: files taken in, reports removed, held, released and corrected, in one place."""

from app.library_desk.desk import LibraryDesk
from app.library_desk.intake import Intake, UploadLimits
from app.library_desk.jobs import UploadedFile, UploadJob
from app.library_desk.steady import SteadyAnswerer

__all__ = ["Intake", "LibraryDesk", "SteadyAnswerer", "UploadJob", "UploadLimits", "UploadedFile"]
