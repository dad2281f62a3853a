package io.voider.cli.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.voider.cli.capture.KeptRecordings;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.RefusedException;
import io.voider.cli.node.ground.ListeningSocket;
import io.voider.cli.node.ground.MachineName;
import io.voider.cli.report.WebLinkReport;
import io.voider.cli.report.WebReport;
import io.voider.cli.state.Failure;
import io.voider.cli.state.ListeningAddress;
import io.voider.cli.state.WebAccess;
import io.voider.transport.address.Endpoint;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.StreamLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page at one address of this machine: as it is on 127.0.0.1, by TLS elsewhere. A number of connections at once, of which
 * no machine has all, and of which this machine itself keeps a share. Belongs to its loop, but for what says otherwise.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final int LONGEST_LINE = 1_024;
    private static final int LONGEST_HEADERS = 8_192;
    private static final int LARGEST_BODY = 64 << 10;
    private static final int HANDSHAKE_SECONDS = 10;
    private static final StreamLimits STREAM = StreamLimits.DEFAULT.withBytes(64 << 10, 512 << 10, 2 << 20);

    private final EventLoop loop;
    private final Path credentialFile;
    private final MachineName machine;
    private final SecureRandom random = new SecureRandom();
    private final Doorkeeper doorkeeper;
    private final WebRoutes routes;
    private final WebRecordings recordings;
    private final InvitationLinks invitations;
    private final WebAdmission admission = new WebAdmission();
    private final Set<Channel> connections = new HashSet<>();
    private final ListeningSocket socket;
    private ListeningAddress wanted = ListeningAddress.OFF;
    private WebAccess access = WebAccess.NONE;
    private @Nullable WebFiles files;
    private @Nullable WebCredential credential;
    private @Nullable SslContext tls;
    private final Predicate<InetAddress> shared;
    private String trouble = "";

    /**
     * @param loop answers
     * @param hashing compares passwords, and reads recordings, which keeps it busy for a moment
     * @param credentialFile where the key for TLS is kept
     * @param machine by whose names a browser may ask
     * @param routes what can be asked
     * @param kept which recordings of calls can be had
     */
    public WebServer(
            EventLoop loop,
            Executor hashing,
            Path credentialFile,
            MachineName machine,
            ControlRoutes routes,
            KeptRecordings kept) {
        this(loop, hashing, credentialFile, machine, routes, kept, address -> !address.isLoopbackAddress());
    }

    /** @param shared at which addresses of this machine others are reached by a link */
    WebServer(
            EventLoop loop,
            Executor hashing,
            Path credentialFile,
            MachineName machine,
            ControlRoutes routes,
            KeptRecordings kept,
            Predicate<InetAddress> shared) {
        this.shared = shared;
        this.loop = loop;
        this.credentialFile = credentialFile;
        this.machine = machine;
        this.routes = new WebRoutes(routes);
        invitations = new InvitationLinks(random, loop.ticker()::nanoTime);
        recordings = new WebRecordings(kept, hashing);
        socket = new ListeningSocket(loop, 2 * WebAdmission.MOST_ELSEWHERE, this::accept, new PageAttempts());
        doorkeeper = new Doorkeeper(random, hashing, loop, loop.ticker()::nanoTime);
    }

    /**
     * From now on is there, for those. From any thread that may wait for the disk. An address that is not there yet is tried
     * again every 10 s.
     */
    public void follow(ListeningAddress where, WebAccess who) {
        WebCredential known = null;
        String why = "";
        if (where.open()) {
            try {
                known = WebCredential.in(credentialFile, names(where), random);
            } catch (IOException e) {
                why = Failure.words(e);
            }
        }
        WebCredential key = known;
        String noKey = why;
        loop.execute(() -> {
            access = who;
            doorkeeper.follow(
                    who, where.address().map(InetSocketAddress::getPort).orElse(0));
            if (!where.equals(wanted)) {
                leave();
                wanted = where;
                credential = key;
                trouble = noKey;
                where.address().filter(any -> noKey.isEmpty()).ifPresent(this::listen);
            }
        });
    }

    /** What a certificate says that it is for. */
    private List<String> names(ListeningAddress where) {
        List<String> names = new ArrayList<>(List.of("localhost"));
        where.address()
                .map(InetSocketAddress::getAddress)
                .filter(address -> !address.isAnyLocalAddress())
                .ifPresent(address -> names.add(NetUtil.toAddressString(address)));
        machine.all().stream().filter(name -> name.matches("[a-z0-9.-]{1,63}")).forEach(names::add);
        return names;
    }

    private void listen(InetSocketAddress address) {
        try {
            files = files == null ? new WebFiles() : files;
            tls = credential == null ? null : context(credential);
            socket.listen(address);
        } catch (IOException e) {
            trouble = Failure.words(e);
        }
    }

    private final class PageAttempts implements ListeningSocket.Watcher {
        @Override
        public void listens() {
            trouble = "";
            LOG.info(
                    "the page is at {}",
                    wanted.address().map(WebServer.this::url).orElse(""));
        }

        @Override
        public void failed(String why) {
            trouble = why;
            LOG.warn("the page cannot be at {}: {}; this is tried again", wanted.text(), why);
        }
    }

    private static SslContext context(WebCredential credential) throws IOException {
        return SslContextBuilder.forServer(credential.key(), credential.certificate())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
    }

    private void accept(Channel child) {
        if (!(child.localAddress() instanceof InetSocketAddress to)
                || !(child.remoteAddress() instanceof InetSocketAddress from)) {
            child.close();
            return;
        }
        InetAddress here = plain(to.getAddress());
        InetAddress there = plain(from.getAddress());
        boolean local = there.isLoopbackAddress() || there.equals(here);
        WebFiles page = files;
        if (page == null || !admission.admit(there, local)) {
            // A reset leaves nothing behind in the kernel either.
            child.config().setOption(ChannelOption.SO_LINGER, 0);
            child.close();
            return;
        }
        connections.add(child);
        child.closeFuture().addListener(closed -> {
            connections.remove(child);
            admission.left(there, local);
        });
        WebGuard guard = new WebGuard(tls == null ? "http" : "https", hosts(here, to.getPort()));
        Doorkeeper.Place place = new Doorkeeper.Place(there, local, tls != null, shared.test(here));
        prepare(child, new WebHandler(guard, place, doorkeeper, routes, page, recordings, invitations));
    }

    private void prepare(Channel child, WebHandler handler) {
        ChannelPipeline pipeline = child.pipeline().addLast(new BackPressure(STREAM, counted -> {}));
        if (tls != null) {
            SslHandler encryption = tls.newHandler(child.alloc());
            encryption.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
            pipeline.addLast(encryption);
        }
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(LONGEST_HEADERS)))
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new HttpObjectAggregator(LARGEST_BODY))
                .addLast(handler);
    }

    /** Where IPv4 comes in by a socket of IPv6, it is IPv4 all the same. */
    private static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            return address;
        }
    }

    private Set<String> hosts(InetAddress here, int port) {
        List<String> names = new ArrayList<>(machine.all());
        String literal = new Endpoint(NetUtil.toAddressString(here), port).text();
        names.add(literal.substring(0, literal.lastIndexOf(':')));
        if (here.isLoopbackAddress()) {
            names.add("localhost");
        }
        Set<String> hosts = new HashSet<>();
        names.forEach(name -> hosts.add(name + ":" + port));
        if (port == (tls == null ? 80 : 443)) {
            hosts.addAll(names);
        }
        return hosts;
    }

    private String url(InetSocketAddress address) {
        InetAddress here = address.getAddress();
        String host = here.isAnyLocalAddress() ? "127.0.0.1" : NetUtil.toAddressString(here);
        return (tls == null ? "http://" : "https://") + new Endpoint(host, address.getPort()).text() + "/";
    }

    /** How it is. From any thread. */
    public CompletableFuture<WebReport> report() {
        return CompletableFuture.supplyAsync(
                () -> WebReport.of(wanted, access)
                        .live(
                                here(),
                                credential == null ? null : credential.fingerprint(),
                                trouble.isEmpty() ? null : trouble,
                                doorkeeper.sessions()),
                loop);
    }

    private @Nullable String here() {
        InetSocketAddress at = socket.address();
        return at == null ? null : url(at);
    }

    /**
     * A link for one use. From any thread.
     *
     * @throws RefusedException later, if there is no page now
     */
    public CompletableFuture<WebLinkReport> link() {
        return CompletableFuture.supplyAsync(
                () -> {
                    String where = here();
                    if (where == null) {
                        throw new RefusedException(
                                ControlRefusal.Code.CONFLICT,
                                wanted.equals(ListeningAddress.OFF)
                                        ? "the page is off"
                                        : "the page cannot be had at " + wanted.text() + ": " + trouble,
                                wanted.equals(ListeningAddress.OFF) ? "voider web on" : "voider web on ADDRESS:PORT");
                    }
                    return new WebLinkReport(where + "#link=" + doorkeeper.link(), (int)
                            TimeUnit.NANOSECONDS.toSeconds(WebSessions.LINK_NANOS));
                },
                loop);
    }

    private void leave() {
        socket.leave();
        trouble = "";
        doorkeeper.dismissAll();
        invitations.endAll();
        Set.copyOf(connections).forEach(Channel::close);
    }

    /** Listens no more, and hangs up on everybody. */
    @Override
    public void close() {
        loop.submit(() -> {
                    wanted = ListeningAddress.OFF;
                    leave();
                })
                .syncUninterruptibly();
    }
}
