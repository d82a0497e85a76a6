# syntax=docker/dockerfile:1
# One image per service from one file: docker build --build-arg SERVICE=routing -f deploy/docker/service.Dockerfile .
# Nothing secret goes in: the environment (or *_FILE) brings it when a container starts.

# --- the workspaces' package.json files alone: the packages are installed again only when one of them changes
FROM node:24-bookworm-slim AS manifests
WORKDIR /sources
COPY . .
RUN find . -type f ! -name package.json ! -path ./package-lock.json ! -path ./.npmrc -delete \
  && find . -type d -empty -delete

# --- all packages, all workspaces compiled: the same for every service, so built once
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY --from=manifests /sources ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run --workspaces --if-present build

# --- what this service needs to run: its production packages and what was compiled of it and of the libs
FROM node:24-bookworm-slim AS assembled
ARG SERVICE
WORKDIR /app
COPY --from=manifests /sources ./
RUN --mount=type=cache,target=/root/.npm \
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace services/$SERVICE
COPY --from=build /app /built
RUN for folder in libs/* services/$SERVICE; do cp -r "/built/$folder/dist" "$folder/dist"; done \
  && cp -r /built/deploy/. deploy && rm -rf deploy/local deploy/docker deploy/compose package-lock.json .npmrc \
  && ln -s services/$SERVICE service

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=3000
WORKDIR /app
COPY --from=assembled /app ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "service/dist/main.js"]
