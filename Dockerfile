FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN export SECRET_KEY=build MFA_KEY=build DATABASE_URL=postgresql:///none REDIS_URL=redis://localhost/0 STATIC_ROOT=/app/collected \
 && /venv/bin/python manage.py compile_catalogues \
 && /venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data rec && mkdir -p /data/media && chown -R rec /data
COPY --from=build /venv /venv
COPY --from=build --chown=root:root /app /app
WORKDIR /app
USER rec
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=rec_portal.settings \
    STATIC_ROOT=/app/collected MEDIA_ROOT=/data/media BIND=0.0.0.0:8000
CMD ["gunicorn", "rec_portal.wsgi", "--config", "rec_portal/gunicorn.py"]
