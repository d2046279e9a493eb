# The page with its engine. `docker build --tag mlops-pdt .`, then `docker run --publish 80:80 mlops-pdt`.
# With `--build-context wheels=FOLDER` (make wheelhouse) the packages come from that folder and from nowhere else.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm
FROM scratch AS wheels

FROM ${PYTHON_IMAGE} AS venv
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /app
COPY requirements-image.txt ./
RUN --mount=type=bind,from=wheels,target=/wheels \
    python3.11 -m venv /opt/venv \
    && if ls /wheels/*.whl >/dev/null 2>&1; then set -- --no-index --find-links /wheels; else set -- --extra-index-url "$TORCH_INDEX"; fi \
    && /opt/venv/bin/pip install --no-cache-dir --no-compile --only-binary=:all: --require-hashes "$@" -r requirements-image.txt

# The compiler lives and dies here.
FROM venv AS engine
RUN apt-get update && apt-get install --yes --no-install-recommends g++ && rm -rf /var/lib/apt/lists/*
COPY twin twin
COPY data data
RUN OMP_NUM_THREADS=1 TWIN_ENGINE_DIR=/engine /opt/venv/bin/python -m twin.compiled build

# What only developers of torch need goes; torch/bin must stay, or torch can't be imported.
FROM venv AS trimmed
RUN cd /opt/venv/lib/python3.11/site-packages \
    && rm -rf torch/test torch/include torch/share pip pip-*.dist-info \
    && find . -type d -name tests -path '*/numpy/*' -prune -exec rm -rf {} + \
    && find . -type d -name tests -path '*/sympy/*' -prune -exec rm -rf {} +
COPY gunicorn.conf.py ./
COPY assets assets
COPY data data
COPY twin twin
COPY dashboard dashboard
RUN rm requirements-image.txt \
    && /opt/venv/bin/python -m compileall -q -j 0 -x py312_intrinsics --invalidation-mode unchecked-hash /opt/venv/lib twin dashboard

FROM ${PYTHON_IMAGE}
RUN chmod 1777 /tmp
COPY --from=trimmed /opt/venv /opt/venv
COPY --from=engine /engine /app/build/engine
COPY --from=trimmed /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    HOST=0.0.0.0 \
    PORT=80 \
    OMP_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DASHBOARD_REQUIRE_ENGINE=true
# On Fargate an empty volume belongs to root unless the image declares it.
VOLUME ["/tmp"]
USER 10001:10001
EXPOSE 80
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-I", "/app/dashboard/probe.py"]
CMD ["gunicorn"]
