# The offline translator: Apertium's own web service with the language pairs that Debian packages.
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends apertium-apy apertium-eng-spa apertium-es-pt apertium-ind-zlm \
  && rm -rf /var/lib/apt/lists/*
ENV LANG=C.UTF-8
USER nobody
WORKDIR /tmp
EXPOSE 2737
# A pair's programs start with its first sentence: the probe's, not an agent's.
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s \
  CMD ["python3", "-c", "from urllib.request import urlopen\nfor ask in ('eng%7Cspa&q=hello', 'spa%7Ceng&q=hola'): urlopen('http://127.0.0.1:2737/translate?langpair=' + ask, timeout=2)"]
CMD ["apertium-apy", "--port", "2737", "/usr/share/apertium"]
