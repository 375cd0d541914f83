# One image for web, worker and beat; what it does is chosen by the command (see docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    COMMONLOOM_DATA=/data COMMONLOOM_BIND=0.0.0.0 COMMONLOOM_SAMPLE_PARTNER=0
WORKDIR /site

COPY pyproject.toml constraints.txt README.md ./
RUN pip install --constraint constraints.txt '.[opensearch]' && useradd --system --home-dir /data commonloom \
    && mkdir /data && chown commonloom /data

COPY . .
RUN COMMONLOOM_DATA=/tmp/build python manage.py compile_translations \
    && COMMONLOOM_DATA=/tmp/build python -m compileall -q . && rm -rf /tmp/build

USER commonloom
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/', timeout=5)"]
CMD ["gunicorn", "--config=python:config.gunicorn", "config.wsgi"]
