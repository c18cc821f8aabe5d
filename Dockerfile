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
# Plumbline itself, as the wheel that anybody installs, with the built pages in it.
COPY setup.py README.md LICENSE ./
COPY config/ config/
COPY feedback/ feedback/
COPY rewardmodel/ rewardmodel/
COPY plumbline_client/ plumbline_client/
COPY --from=frontend /app/frontend/dist frontend/dist
RUN pip install --no-deps . && pip check


FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home plumbline \
    && install --directory --owner plumbline --group plumbline /data /models
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
# The health check runs every few seconds: as a file, it loads nothing of the rest.
COPY config/health.py ./
# Encoders that are named by a Hugging Face id are kept in /models.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=plumbline_server.settings \
    PLUMBLINE_HOME=/data \
    HF_HOME=/models \
    PORT=8000
USER plumbline
VOLUME ["/data", "/models"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "health.py"]
CMD ["gunicorn", "plumbline_server.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--access-logfile", "-"]
