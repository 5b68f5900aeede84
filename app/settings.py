"""The settings: from the environment (AUDIT_LEARNING_...), checked once at start-up and passed down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import ConfigError

PREFIX = "AUDIT_LEARNING_"


def default_home() -> Path:
    """The platform's folder for a user's data."""
    from platformdirs import user_data_path

    return user_data_path("audit-learning", appauthor=False)


def web_address(value: str) -> str:
    """An http(s) address with a host, as it was given. Raises ValueError."""
    from urllib.parse import urlsplit

    address = urlsplit(value)
    if address.scheme not in {"http", "https"} or not address.hostname or any(map(str.isspace, value)):
        raise ValueError("it must be a web address that begins with https:// or http://")
    return value


def empty_as_unset(value: object) -> object:
    """`None` for a variable that is set to nothing, as container files do with what was not filled in."""
    return None if isinstance(value, str) and not value.strip() else value


def model_name(value: str) -> str:
    """A provider and a model, as `ollama:llama3.1`. Raises ValueError."""
    provider, colon, model = value.partition(":")
    if not (colon and provider.strip() and model.strip()) or "/" in provider:
        raise ValueError("it must be PROVIDER:MODEL, such as ollama:llama3.1 or openai:gpt-4o-mini")
    return value.strip()


ContactWords = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Settings(BaseSettings):
    """What a person can set. Each is read from the variable AUDIT_LEARNING_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(default_factory=default_home, description="Folder that holds the library.")
    host: str = Field(default="127.0.0.1", description="Address that the page is served on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port of the page; 0 takes any free one.")
    public_url: Annotated[
        Annotated[str, Field(max_length=500), AfterValidator(web_address)] | None, BeforeValidator(empty_as_unset)
    ] = Field(
        default=None,
        description="Address that people open, such as https://audits.example.org/learning, with a proxy before "
        "the page; anything but this machine needs a login.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses of proxies whose X-Forwarded-For is believed, comma-separated."
    )
    require_login: bool = Field(default=False, description="Whether people sign in on this machine too.")
    session_hours: float = Field(default=10, ge=0.1, le=720, description="Hours after which people sign in again.")
    questions_per_minute: int = Field(
        default=30, ge=1, le=10_000, description="Most questions of one person a minute, where people sign in."
    )
    upload_mb: int = Field(default=50, ge=1, le=2000, description="Most MB of one uploaded file.")
    upload_files: int = Field(default=20, ge=1, le=500, description="Most files in one upload.")
    mcp: bool = Field(default=False, description="Whether assistants may search, ask and list reports over MCP.")
    log_format: Literal["text", "json"] = Field(default="text", description="How the server's log is written.")
    oidc_issuer: Annotated[
        Annotated[str, Field(max_length=500), AfterValidator(web_address)] | None, BeforeValidator(empty_as_unset)
    ] = Field(
        default=None,
        description="Address of a sign-in provider, such as https://login.microsoftonline.com/TENANT/v2.0.",
    )
    oidc_client_id: Annotated[str | None, BeforeValidator(empty_as_unset)] = Field(
        default=None, description="Id that the provider knows this server by."
    )
    oidc_client_secret: Annotated[SecretStr | None, BeforeValidator(empty_as_unset)] = Field(
        default=None, description="Its secret."
    )
    oidc_role_claim: str = Field(default="roles", description="Claim of the provider that says what a person may do.")
    oidc_reader: str = Field(
        default="", description="Value of it that makes a reader; empty: everybody whom the provider signs in."
    )
    oidc_librarian: str = Field(default="librarian", description="Value of it that makes a librarian.")
    answer_words: int = Field(default=340, ge=50, le=2000, description="About how many words an answer quotes.")
    answer_statements: int = Field(default=14, ge=1, le=100, description="Most findings that an answer shows.")
    longest_question: int = Field(
        default=2000, ge=100, le=100_000, description="Most characters that a question may have."
    )
    parse_seconds: float = Field(default=120, ge=1, le=86_400, description="Seconds that reading one file may take.")
    parse_memory_mb: int = Field(
        default=1024, ge=256, le=1_000_000, description="MB of memory that reading one file may take."
    )
    parse_workers: int = Field(
        default=0, ge=0, le=64, description="How many files are read at once; 0 is one per processor core."
    )
    ocr: bool = Field(default=True, description="Whether scanned pages are read, where tesseract is installed.")
    hold_identifiable: bool = Field(
        default=False, description="Whether reports that may identify a person stay out of answers until released."
    )
    dense_weight: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="Share of meaning in the search; the rest is the words themselves.",
    )
    model: Annotated[
        Annotated[str, Field(max_length=200), AfterValidator(model_name)] | None, BeforeValidator(empty_as_unset)
    ] = Field(
        default=None,
        description="Language model that writes the answers, as PROVIDER:MODEL (`ollama:llama3.1`); none by default.",
    )
    model_url: Annotated[
        Annotated[str, Field(max_length=500), AfterValidator(web_address)] | None, BeforeValidator(empty_as_unset)
    ] = Field(default=None, description="Address of its server, such as `http://127.0.0.1:8000/v1`; else the usual.")
    model_key: Annotated[SecretStr | None, BeforeValidator(empty_as_unset)] = Field(
        default=None, description="Its key; else the provider's own variable, such as OPENAI_API_KEY."
    )
    model_seconds: float = Field(
        default=60, ge=1, le=3600, description="Seconds that the model may take for an answer, retries included."
    )
    model_stall_seconds: float = Field(
        default=30, ge=0.1, le=3600, description="Seconds to wait for the next word of the model."
    )
    model_retries: int = Field(default=2, ge=0, le=10, description="How often a model that failed is called again.")
    model_rest_seconds: float = Field(
        default=30, ge=0, le=3600, description="Seconds that a model which could not be had is left alone."
    )
    model_tokens: int = Field(default=1200, ge=100, le=4000, description="Most tokens that the model may write.")
    model_reply: Literal["auto", "structured", "plain"] = Field(
        default="auto", description="Whether the model's reply is held to a schema: auto, structured or plain."
    )
    model_cache: bool = Field(
        default=False, description="Whether replies are kept on disk, so that the same question costs nothing again."
    )
    model_tracing: bool = Field(
        default=False, description="Whether LangSmith's own settings count; else its tracing is forced off."
    )
    prompts: Annotated[Path | None, BeforeValidator(empty_as_unset)] = Field(
        default=None, description="Folder with prompts of your own, in place of those of the same name."
    )
    pack_partnership: ContactWords = Field(default="", description="Name of your partnership on packs for teaching.")
    pack_logo: Annotated[Path | None, BeforeValidator(empty_as_unset)] = Field(
        default=None, description="Its logo on packs: a PNG or JPEG file."
    )
    pack_logo_alt: ContactWords = Field(default="", description="What the logo shows, for those who do not see it.")
    pack_colour: str = Field(
        default="#1f3a5f", pattern="^#[0-9a-fA-F]{6}$", description="Colour of headings in packs, as #rrggbb."
    )
    pack_words_per_report: int = Field(
        default=400, ge=50, le=5000, description="Most words that a pack quotes of one report."
    )
    contact_name: ContactWords = Field(
        default="", description="Name of your partnership's front door, such as Anytown MASH."
    )
    contact_in_hours: ContactWords = Field(
        default="", description="Its number in office hours, shown before anything else where a question is about now."
    )
    contact_out_of_hours: ContactWords = Field(default="", description="Its number for nights and weekends.")
    contact_url: Annotated[
        Annotated[str, Field(max_length=500), AfterValidator(web_address)] | None, BeforeValidator(empty_as_unset)
    ] = Field(default=None, description="Its page, an http(s) address.")


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - checked by the model
    """The settings, with what the command line gave over what the environment says.

    Raises:
        ConfigError: A value is not allowed, or a variable with our prefix is not a setting.
    """
    import os

    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise ConfigError(f"There is no setting {', '.join(unknown)}.", f"The settings are {', '.join(sorted(known))}.")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{'_'.join(map(str, first['loc']))}".upper()
        raise ConfigError(f"{name} is not right: {first['msg']}.", "Correct it or unset it.") from error
