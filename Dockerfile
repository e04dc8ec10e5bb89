# One image for web, worker and beat; docker-compose.yml says which of them a container is.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv
COPY requirements.txt .
RUN uv venv /venv && uv pip sync --python /venv/bin/python --require-hashes requirements.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home barometer
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY barometer barometer
COPY surveys surveys
COPY respondents respondents
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=barometer.settings \
    STATIC_ROOT=/app/collected
# The keys are for this one command; the settings refuse to start without any.
RUN SECRET_KEY=only-to-collect-the-static-files-of-the-image \
    LINK_KEY=only-to-collect-the-static-files-of-the-image \
    python manage.py collectstatic --noinput --verbosity 0
USER barometer
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["gunicorn", "--config=python:barometer.web_server", "--bind=0.0.0.0:8000", "--workers=4"]
