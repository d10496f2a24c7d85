# Dateline for a team: readers without an account, nothing to write. How to run it: docs/HOSTING.md
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.txt ./
RUN pip install -r requirements.txt "psycopg[binary]==3.3.9"

COPY .streamlit ./.streamlit
COPY geo ./geo
COPY data ./data
COPY seeds ./seeds
COPY static ./static
COPY app.py ./
# The gazetteer is part of the image: a container starts in seconds and needs no network.
RUN python -m geo prepare --gazetteer-only \
 && useradd --uid 10001 --create-home dateline \
 && mkdir /data && chown dateline /data

# Everything that is written goes to /data; the program itself belongs to root. Where editors sign in: DATELINE_EDITING=editors, and
# the host's secrets.toml mounted at /app/.streamlit/secrets.toml (docs/HOSTING.md, "Editors").
ENV DATELINE_DATA=/data DATELINE_EDITING=off DATELINE_FETCH=off
VOLUME /data
USER dateline
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
