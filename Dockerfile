# The server with its demo page. Build: docker build -t collabserver .   Run it with PostgreSQL: docker compose up
FROM node:20-bookworm-slim AS demo
WORKDIR /source/client-demo
COPY client-demo/package.json client-demo/package-lock.json client-demo/.npmrc ./
COPY client-demo/client/package.json client/
COPY client-demo/demo/package.json demo/
RUN npm ci --no-audit --no-fund
COPY client-demo/ ./
RUN npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS server
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
COPY migrations/ migrations/
RUN dotnet restore src/CollabServer --locked-mode
COPY --from=demo /source/client-demo/demo/dist/ client-demo/demo/dist/
# Restores once more, for the compiler that puts machine code into what is published.
RUN dotnet publish src/CollabServer -c Release -o /app -p:BuildDemo=false -p:RestoreLockedMode=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=server /app ./
# The image's own unprivileged user; ASP.NET listens on 8080 in it.
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "CollabServer.dll"]
