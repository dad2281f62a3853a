package io.voider.transport.openvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Hold;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.ManagementMessage.Reply;
import io.voider.transport.openvpn.ManagementMessage.Success;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManagementClientTest {
    private final List<Object> heard = new ArrayList<>();
    private final ManagementClient client = new ManagementClient(
            new ManagementClient.Listener() {
                @Override
                public void connected(ManagementClient connected) {
                    heard.add("connected");
                }

                @Override
                public void notified(Notification notification) {
                    heard.add(notification);
                }

                @Override
                public void disconnected(ManagementClient gone, String reason) {
                    heard.add(reason);
                }
            },
            TimeUnit.SECONDS.toNanos(5));
    private final EmbeddedChannel channel = new EmbeddedChannel(new ManagementDecoder(), client);

    private void said(String lines) {
        channel.writeInbound(Unpooled.copiedBuffer(lines, StandardCharsets.US_ASCII));
    }

    private String sent() {
        ByteBuf line = channel.readOutbound();
        try {
            return line.toString(StandardCharsets.US_ASCII);
        } finally {
            line.release();
        }
    }

    @Test
    void givesEachCommandItsAnswer() {
        Future<Reply> pid = client.send(ManagementCommand.PID);
        Future<Reply> status = client.send(ManagementCommand.STATUS_3);
        Future<Reply> log = client.send(ManagementCommand.LOG_ON_ALL);
        Future<Reply> kill = client.send(ManagementCommand.clientKill(7));
        assertThat(sent() + sent() + sent() + sent()).isEqualTo("pid\nstatus 3\nlog on all\nclient-kill 7\n");
        said("SUCCESS: pid=3\nTITLE\n>HOLD:Waiting for hold release:2\nEND\nSUCCESS: on\n1,I,x\nEND\nERROR: no\n");
        assertThat(pid.getNow()).isEqualTo(new Success("pid=3"));
        assertThat(status.getNow()).isEqualTo(new Body(List.of("TITLE")));
        assertThat(log.getNow()).isEqualTo(new Body(List.of("1,I,x")));
        assertThat(kill.cause()).hasMessage("OpenVPN refused 'client-kill 7': no");
        assertThat(heard).containsExactly("connected", new Hold(2));
    }

    @Test
    void takesSilenceForAHang() {
        Future<Reply> pid = client.send(ManagementCommand.PID);
        channel.advanceTimeBy(4, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(pid.isDone()).isFalse();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        assertThat(pid.cause()).hasMessage("OpenVPN does not answer 'pid'");
        assertThat(heard).containsExactly("connected", "OpenVPN does not answer 'pid'");
        assertThat(channel.isOpen()).isFalse();
        assertThat(client.send(ManagementCommand.PID).isSuccess()).isFalse();
    }

    @Test
    void closesOnAnswersToNothingAndOnAnswersOfAnotherForm() {
        said("SUCCESS: what?\n");
        channel.runPendingTasks();
        assertThat(heard).containsExactly("connected", "an answer to nothing");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closesOnWhatOpenVpnDoesNotSay() {
        Future<Reply> status = client.send(ManagementCommand.STATUS_3);
        said("SUCCESS: one line only\n");
        channel.runPendingTasks();
        assertThat(status.cause()).isInstanceOf(ManagementException.class);
        assertThat(heard).containsExactly("connected", "an answer of another form to 'status 3'");
    }
}
