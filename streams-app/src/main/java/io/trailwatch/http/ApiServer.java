package io.trailwatch.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinLogger;
import io.trailwatch.query.PeerService;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP interface of a monitor: {@code openapi.yaml} describes it, and {@code /} shows it to people. */
public final class ApiServer implements AutoCloseable {
    private static final int HEADER_BYTES = 16 << 10;
    private static final int THREADS = 100;
    private static final int STOP_MILLIS = 2_000;
    private static final int SHUTDOWN_IDLE_MILLIS = 100;

    private final Javalin javalin;
    private final StreamHub hub;
    private final @Nullable TlsReload tls;
    private final SlowRequests slow;

    private ApiServer(Javalin javalin, StreamHub hub, @Nullable TlsReload tls, SlowRequests slow) {
        this.javalin = javalin;
        this.hub = hub;
        this.tls = tls;
        this.slow = slow;
    }

    /**
     * Starts to answer.
     *
     * @throws ApiException when the address is not to be listened on without tokens, is taken, or the PEM files don't fit
     */
    public static ApiServer start(ApiSettings settings, ApiParts parts) {
        if (!settings.loopback() && settings.tokens().none()) {
            throw new ApiException("--listen: " + settings.host()
                    + " is reached from other machines: give --tokens-file, or listen on 127.0.0.1");
        }
        // It tells of starts and failures with stack traces; what a user has to know is said here and by Problems.
        JavalinLogger.enabled = false;
        TlsReload tls = settings.tls() == null ? null : new TlsReload(settings.tls());
        StreamHub hub = new StreamHub(parts, settings.limits());
        Javalin javalin = Javalin.create(config -> configure(config, settings, parts, hub, tls));
        try {
            javalin.start();
        } catch (RuntimeException e) {
            hub.close();
            throw new ApiException(
                    "--listen: " + settings.host() + ":" + settings.port()
                            + " can't be listened on: end the program that listens there, or give another address",
                    e);
        }
        if (tls != null) {
            tls.start();
        }
        SlowRequests slow = new SlowRequests(
                javalin.jettyServer().server(), settings.limits().request());
        return new ApiServer(javalin, hub, tls, slow);
    }

    /** Trust for asking other instances that have the same certificate, or one of the same issuer. */
    public static javax.net.ssl.@Nullable SSLContext peerTrust(ApiSettings settings) {
        return settings.tls() == null ? null : PeerTrust.of(settings.tls().certificate());
    }

    public int port() {
        return javalin.port();
    }

    /** The paths that are answered to a GET. */
    java.util.Set<String> paths() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .filter(handler -> handler.endpoint.method.equals(HandlerType.GET))
                .map(handler -> handler.endpoint.path)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static void configure(
            JavalinConfig config, ApiSettings settings, ApiParts parts, StreamHub hub, @Nullable TlsReload tls) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = 1 << 20;
        config.router.ignoreTrailingSlashes = false;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("http");
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new Problems.ServerErrors());
            server.setStopTimeout(STOP_MILLIS);
            server.addBean(new NetworkConnectionLimit(settings.limits().connections(), server));
        });
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setUriCompliance(UriCompliance.LEGACY);
            http.setSendServerVersion(false);
            http.setSendDateHeader(true);
        });
        config.jetty.addConnector((server, http) -> connector(server, http, settings, tls));
        routes(config.routes, settings, parts, hub);
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, ApiSettings settings, @Nullable TlsReload tls) {
        HttpConfiguration own = new HttpConfiguration(http);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(own));
        } else {
            SecureRequestCustomizer secure = new SecureRequestCustomizer();
            secure.setSniHostCheck(false);
            own.addCustomizer(secure);
            HttpConnectionFactory plain = new HttpConnectionFactory(own);
            connector = new ServerConnector(
                    server, 1, 1, new SslConnectionFactory(tls.factory(), plain.getProtocol()), plain);
        }
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().idle().toMillis());
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
        return connector;
    }

    private static void routes(RoutesConfig routes, ApiSettings settings, ApiParts parts, StreamHub hub) {
        Guard guard = new Guard(settings);
        routes.before(guard::check);
        Problems.register(routes);

        UserRoutes users = new UserRoutes(parts);
        read(routes, "/api/v1/users", users::list);
        read(routes, "/api/v1/users/{arn}", users::summary);
        read(routes, "/api/v1/users/{arn}/timeline", users::timeline);
        read(routes, "/api/v1/user", users::summaryByParameter);
        read(routes, "/api/v1/user/timeline", users::timelineByParameter);
        Downloads downloads = new Downloads(settings.limits());
        read(routes, "/api/v1/summary", new SummaryRoute(parts, downloads)::handle);
        read(routes, "/api/v1/events", new EventsRoute(parts, downloads)::handle);
        read(routes, "/api/v1/stream", new StreamRoute(hub)::handle);

        StatusRoutes status = new StatusRoutes(parts);
        read(routes, "/api/v1/status", status::status);
        read(routes, "/health/live", status::live);
        read(routes, "/health/ready", status::ready);
        read(routes, "/metrics", status::metrics);

        Pages pages = new Pages();
        read(routes, "/", pages::page);
        read(routes, "/dashboard.js", pages::script);
        read(routes, "/dashboard.css", pages::style);
        read(routes, "/openapi.yaml", pages::description);

        routes.post(
                PeerService.PATH + "{kind}",
                new InternalRoutes(parts.summaries().service())::answer);
    }

    private static void read(RoutesConfig routes, String path, Handler handler) {
        for (HandlerType method : List.of(HandlerType.GET, HandlerType.HEAD)) {
            routes.addHttpHandler(method, path, handler);
        }
    }

    @Override
    public void close() {
        slow.close();
        hub.close();
        if (tls != null) {
            tls.close();
        }
        javalin.stop();
    }
}
