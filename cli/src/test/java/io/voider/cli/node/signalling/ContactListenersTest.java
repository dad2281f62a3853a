package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactListenersTest {
    private static final Network FRIENDS = Network.tunnel(1);
    private static final int ALICE = 0xAC1D_0101;
    private static final int BOB = 0xAC1D_0201;

    private final List<String> begun = new ArrayList<>();
    private final Map<String, Promise<Channel>> listeners = new HashMap<>();
    private final ContactListeners contacts = new ContactListeners(this::bind);

    private Future<Channel> bind(Network network, InetSocketAddress at) {
        String place = network + " " + at.getHostString() + ":" + at.getPort();
        begun.add(place);
        Promise<Channel> listener = ImmediateEventExecutor.INSTANCE.newPromise();
        listeners.put(place, listener);
        return listener;
    }

    private void passed(String contact) {
        String text = "INVITE sip:x SIP/2.0\r\nContact: " + contact + "\r\nContent-Length: 0\r\n\r\n";
        contacts.passed(
                new Outcome.Passed(FRIENDS, ALICE, BOB, 0, 0, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)),
                40_000);
    }

    private EmbeddedChannel bound(String place) {
        EmbeddedChannel channel = new EmbeddedChannel();
        Objects.requireNonNull(listeners.get(place)).setSuccess(channel);
        return channel;
    }

    @Test
    void whoListensElsewhereIsReachedThere() {
        passed("<sip:a@172.29.1.1:5075;transport=tcp>");
        passed("<sip:a@172.29.1.1:5075;transport=tcp>");
        assertThat(begun).containsExactly(FRIENDS + " 172.29.1.1:5075");
        EmbeddedChannel listener = bound(begun.get(0));
        contacts.leave(Network.PHONES);
        assertThat(listener.isOpen()).isTrue();
        contacts.leave(FRIENDS);
        assertThat(listener.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:a@172.29.1.1>",
                "<sip:a@172.29.1.1:5060>",
                "<sip:a@172.29.1.1:40000>",
                "<sip:a@172.29.1.1:22>",
                "<sip:a@172.29.2.1:5075>",
                "<sip:a@example.net:5075>",
                "*"
            })
    void nothingElseListens(String contact) {
        passed(contact);
        assertThat(begun).isEmpty();
    }

    @Test
    void whatCouldNotListenIsTriedAgain() {
        passed("<sip:a@172.29.1.1:5075>");
        Objects.requireNonNull(listeners.get(begun.get(0))).setFailure(new IOException("in use"));
        passed("<sip:a@172.29.1.1:5075>");
        assertThat(begun).hasSize(2);
    }

    @Test
    void theLatestListenAndNoMore() {
        passed("<sip:a@172.29.1.1:5075>");
        EmbeddedChannel first = bound(begun.get(0));
        for (int port = 5076; port < 5075 + ContactListeners.REMEMBERED; port++) {
            passed("<sip:a@172.29.1.1:" + port + ">");
        }
        assertThat(first.isOpen()).isTrue();
        passed("<sip:a@172.29.1.1:6000>");
        assertThat(first.isOpen()).isFalse();
        contacts.close();
        assertThat(bound(FRIENDS + " 172.29.1.1:6000").isOpen()).isFalse();
    }
}
