package io.voider.nat.rendezvous.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;

/**
 * Which protocol a connection is for: nodes say nothing about it and get frames, in which the server speaks first; browsers and
 * curl say by ALPN (RFC 7301) that they speak HTTP.
 */
final class SpokenProtocol extends ChannelInboundHandlerAdapter {
    static final ApplicationProtocolConfig OFFERED = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_1_1);

    private final SignUpDoor door;
    private final InetAddress from;

    SpokenProtocol(SignUpDoor door, InetAddress from) {
        this.door = door;
        this.from = from;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake
                && handshake.isSuccess()
                && ApplicationProtocolNames.HTTP_1_1.equals(
                        context.pipeline().get(SslHandler.class).applicationProtocol())) {
            context.pipeline().remove(LengthFieldBasedFrameDecoder.class);
            context.pipeline().remove(IntroductionHandler.class);
            door.admit(context, from);
            context.pipeline().remove(this);
            return;
        }
        context.fireUserEventTriggered(event);
    }
}
