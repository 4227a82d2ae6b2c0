# The base is an argument so that the image can be built and proved where no registry can be reached
# (.ci/prove-image). Any base with Python 3.11 or later and its venv module will do.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# Two environments: what builds the project stays here, and what runs it holds no installer at all.
RUN python3 -m venv /opt/build && python3 -m venv --without-pip /opt/placement-check

# Before the source, so that a change of the source downloads nothing again.
COPY .ci/requirements-build.lock .ci/requirements.lock .ci/
RUN /opt/build/bin/pip install --require-hashes --only-binary :all: -r .ci/requirements-build.lock \
 && /opt/build/bin/pip --python /opt/placement-check/bin/python \
    install --require-hashes --only-binary :all: --compile -r .ci/requirements.lock

# Without build isolation: with it, pip would fetch a build tool that no hash has been checked for.
COPY pyproject.toml README.md LICENSE ./
COPY geodata geodata
COPY placement_check placement_check
COPY api api
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/build/bin/pip --python /opt/placement-check/bin/python install --no-deps --no-index --compile /wheel/*.whl


FROM ${BASE}
LABEL org.opencontainers.image.title="placement-check" \
      org.opencontainers.image.description="What is known about this place, before a child lives there? Evidence with its sources, for England." \
      org.opencontainers.image.licenses="MIT"

# Owned by root and read-only to the user below. Nothing runs in this stage, so nothing else is left behind in it.
COPY --from=build /opt/placement-check /opt/placement-check
# The data's place is set here because the command line, which also runs outside containers, has another default.
ENV PATH=/opt/placement-check/bin:$PATH PYTHONUNBUFFERED=1 PLACEMENT_CHECK_DATA=/data

# Never the data directory: Python looks for modules in the working directory first, and the data are a volume.
WORKDIR /opt/placement-check

# A number, so that an orchestrator can see that it is not root without reading the image's user list.
USER 10001:10001
EXPOSE 8000

# The proxy settings of the environment are ignored: the question goes to this container and nowhere else.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-I", "-c", "import urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=4)"]

# No access log: an address asked for can be where a child lives. A program's name after the image's name replaces
# this command, for example `placement-check check`.
CMD ["uvicorn", "--factory", "api.app:from_environment", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--no-server-header"]
