# Plumbline: one image for web, workers and beat. The command says which one a container is.
#
# A GPU build is what the package index offers for torch by default. For a smaller image without
# GPU libraries, name an index of CPU builds:
#   docker build --build-arg PIP_OPTIONS="--extra-index-url ADDRESS" .

FROM node:24-bookworm-slim AS frontend
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build


FROM python:3.11-slim-bookworm AS packages
ARG PIP_OPTIONS=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /build
COPY pyproject.toml constraints.txt ./
# torch by its exact version first, then what pyproject.toml asks for; all of it as pinned.
RUN pip install $PIP_OPTIONS -c constraints.txt torch==2.13.0
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > requirements.txt \
    && pip install $PIP_OPTIONS -c constraints.txt -r requirements.txt


FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home plumbline \
    && install --directory --owner plumbline --group plumbline /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py pyproject.toml README.md LICENSE ./
COPY config/ config/
COPY feedback/ feedback/
COPY rewardmodel/ rewardmodel/
COPY --from=frontend /app/frontend/dist frontend/dist
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    PLUMBLINE_HOME=/data \
    PORT=8000
USER plumbline
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "config/health.py"]
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--access-logfile", "-"]
