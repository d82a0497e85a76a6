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
RUN npm run --workspaces --if-present build \
  && for folder in libs/* services/*; do mkdir -p "/built/$folder" && cp -r "$folder/dist" "/built/$folder/"; done \
  && for folder in services/*; do cp "$folder/openapi.json" "/built/$folder/"; done \
  && mkdir /built/deploy && cp -r deploy/postgres deploy/kafka /built/deploy/

# --- what this service needs to run: its production packages and what was compiled of it and of the libs
FROM node:24-bookworm-slim AS assembled
ARG SERVICE
WORKDIR /app
COPY --from=manifests /sources ./
RUN --mount=type=cache,target=/root/.npm \
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace services/$SERVICE
COPY --from=build /built ./
RUN ln -s services/$SERVICE service \
  && rm -rf package-lock.json .npmrc bench e2e libs/testing libs/client deploy/*/*.spec.mjs \
  && find services -mindepth 1 -maxdepth 1 ! -name $SERVICE -exec rm -rf {} +

FROM node:24-bookworm-slim
# kafkajs computes timeouts that lie in the past, in the service and in operator commands alike; nothing follows from it.
ENV NODE_ENV=production PORT=3000 NODE_OPTIONS=--disable-warning=TimeoutNegativeWarning
WORKDIR /app
COPY --from=assembled /app ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "service/dist/main.js"]
