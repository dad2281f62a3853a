package io.voider.transport.tunnel;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.voider.ns.Namespace;
import io.voider.transport.identity.Invitation;
import io.voider.transport.openvpn.Directives;
import io.voider.transport.openvpn.ManagementCommand;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.openvpn.Role;
import io.voider.transport.openvpn.RuntimeDirectory;
import io.voider.transport.openvpn.Supervisor;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import io.voider.transport.shuttle.ClientShuttle;
import io.voider.transport.shuttle.LoopbackSocket;
import io.voider.transport.shuttle.Shuttle;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** This node's tunnel to an exchange that it joined. It connects as soon as its shuttle has a path. */
public final class TunnelClient {
    /**
     * What a client needs.
     *
     * @param namespace its own: {@code tun0} is made in it
     * @param openVpn how OpenVPN is started
     * @param invitation from the exchange
     * @param loop on which the client, its shuttle and its listener are called
     * @param listener hears what becomes of the tunnel
     */
    public record Setup(
            Namespace namespace, OpenVpn openVpn, Invitation invitation, IoEventLoop loop, TunnelListener listener) {}

    private final Setup setup;
    private final ClientShuttle shuttle;
    private final Supervisor supervisor;
    private volatile Invitation invitation;
    private boolean path;

    private TunnelClient(Setup setup) {
        this.setup = setup;
        this.invitation = setup.invitation;
        ClientEvents events = new ClientEvents();
        this.shuttle = new ClientShuttle(setup.loop, setup.invitation.tlsCryptKey(), events);
        RuntimeDirectory directory = new RuntimeDirectory(setup.openVpn);
        this.supervisor =
                new Supervisor(setup.namespace, directory, setup.openVpn, setup.loop, events, new SecureRandom());
    }

    /** Starts a client. From any thread; nothing of it blocks. */
    public static TunnelClient start(Setup setup) {
        TunnelClient client = new TunnelClient(setup);
        client.supervisor.start();
        return client;
    }

    /** What carries this tunnel's datagrams. */
    public Shuttle shuttle() {
        return shuttle;
    }

    /**
     * From the process's next start on, its certificate is the one in {@code renewed}: the same invitation but for that. The
     * session that is up goes on with the old one, which stays valid. From any thread.
     */
    public void renew(Invitation renewed) {
        invitation = renewed;
    }

    /** Ends the tunnel. From any thread. When the future is done there is no process and no file left. */
    public Future<@Nullable Void> stop() {
        return supervisor.stop().addListener(done -> shuttle.cutOff());
    }

    private final class ClientEvents implements Role, ClientShuttle.Listener {
        @Override
        public void prepare(RuntimeDirectory directory) throws IOException {
            LoopbackSocket socket =
                    LoopbackSocket.open(Directives.SERVER_PORT, Directives.CLIENT_PORT, PooledByteBufAllocator.DEFAULT);
            setup.loop.execute(() -> {
                socket.register(setup.loop, shuttle);
                shuttle.leg(socket);
            });
        }

        @Override
        public String config(RuntimeDirectory directory) {
            return Directives.client(setup.openVpn, directory, invitation);
        }

        @Override
        public boolean mayConnect() {
            return path;
        }

        @Override
        public ManagementCommand probe() {
            return ManagementCommand.STATE;
        }

        @Override
        public void probed(Body answer) {
            // that it came is all there is to know
        }

        @Override
        public void notified(Notification notification) {
            // a client's other notifications are of no use here
        }

        @Override
        public void changed(TunnelTransition transition) {
            if (transition.to() == TunnelState.UP) {
                shuttle.established();
            }
            setup.listener.changed(transition);
        }

        @Override
        public void pathPresence(boolean present) {
            path = present;
            supervisor.connectIfPossible();
        }

        @Override
        public void sessionLost() {
            supervisor.reconnect("the exchange does not know our session any more");
        }
    }
}
