package io.voider.nat.wan;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;

/** Opens the channels that face the Internet, in the namespace that does. Does not block. */
public interface WanChannels {
    /** Binds the datagram channel that {@code bootstrap} describes. */
    Future<Channel> bind(Bootstrap bootstrap, SocketAddress local);

    /** Connects the stream channel that {@code bootstrap} describes. */
    Future<Channel> connect(Bootstrap bootstrap, SocketAddress remote);

    /** In the namespace that the JVM was started in. */
    static WanChannels here() {
        return new WanChannels() {
            @Override
            public Future<Channel> bind(Bootstrap bootstrap, SocketAddress local) {
                return settled(bootstrap, bootstrap.bind(local));
            }

            @Override
            public Future<Channel> connect(Bootstrap bootstrap, SocketAddress remote) {
                return settled(bootstrap, bootstrap.connect(remote));
            }
        };
    }

    private static Future<Channel> settled(Bootstrap bootstrap, ChannelFuture opening) {
        Promise<Channel> promise = bootstrap.config().group().next().newPromise();
        opening.addListener(done -> {
            if (done.isSuccess()) {
                promise.setSuccess(opening.channel());
            } else {
                promise.setFailure(done.cause());
            }
        });
        return promise;
    }
}
