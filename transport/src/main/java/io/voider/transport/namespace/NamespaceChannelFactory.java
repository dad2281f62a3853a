package io.voider.transport.namespace;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.voider.ns.Namespace;

/**
 * Makes another factory's channels inside a namespace, for a bootstrap of one's own.
 *
 * <p>{@link #newChannel} waits for the namespace's thread, which takes microseconds: not for event loops, where {@link
 * NamespaceChannels} does the same without waiting. The event loops must have been started from the machine's own
 * namespace.
 *
 * @param namespace where the sockets shall live
 * @param factory what makes them, {@code EpollDatagramChannel::new} for example
 * @param <C> the kind of channel
 */
public record NamespaceChannelFactory<C extends Channel>(Namespace namespace, ChannelFactory<C> factory)
        implements ChannelFactory<C> {

    @Override
    public C newChannel() {
        return namespace.call(factory::newChannel);
    }
}
