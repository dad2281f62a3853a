package io.voider.nat.portmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What a gateway says, or somebody in its place: whatever it is, it is read within limits and leads nowhere else. */
class UpnpProperties {
    private static final SimulatedGateway GATEWAY = new SimulatedGateway(SimulatedGateway.IGD_2);

    @Provide
    Arbitrary<byte[]> almostAnswers() {
        return changed(GATEWAY.searchAnswer());
    }

    @Provide
    Arbitrary<byte[]> almostDescriptions() {
        return changed(GATEWAY.description().getBytes(UTF_8));
    }

    /** The bytes with some overwritten, some left out and some said twice. */
    private static Arbitrary<byte[]> changed(byte[] genuine) {
        Arbitrary<Integer> places = Arbitraries.integers().between(0, genuine.length - 1);
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(12);
        return Combinators.combine(places, places, bytes).as((from, to, inserted) -> {
            byte[] all = new byte[from + inserted.length + genuine.length - to];
            System.arraycopy(genuine, 0, all, 0, from);
            System.arraycopy(inserted, 0, all, from, inserted.length);
            System.arraycopy(genuine, to, all, from + inserted.length, genuine.length - to);
            return all;
        });
    }

    @Property
    void anAnswerToTheSearchNamesAPlaceOnTheGatewayOrNone(@ForAll("almostAnswers") byte[] answer) {
        try {
            GatewayUrl url = Ssdp.read(Unpooled.wrappedBuffer(answer), SimulatedGateway.ADDRESS);
            assertThat(url.server().getAddress()).isEqualTo(SimulatedGateway.ADDRESS);
            assertThat(url.target()).matches("/[!-~]*").hasSizeLessThanOrEqualTo(GatewayUrl.MAX_LENGTH);
        } catch (PortMapException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    @Property
    void aDescriptionNamesServicesOnTheGatewayOrNone(@ForAll("almostDescriptions") byte[] description)
            throws PortMapException {
        GatewayUrl at = GatewayUrl.parse("http://192.168.1.1:5000/rootDesc.xml", SimulatedGateway.ADDRESS);
        assertThat(ConnectionService.in(UpnpAnswer.read(200, description).leaves(), at))
                .hasSizeLessThanOrEqualTo(4)
                .allMatch(service -> service.control().server().getAddress().equals(SimulatedGateway.ADDRESS))
                .allMatch(service -> service.control().target().matches("/[!-~]*"));
    }

    @Property(tries = 200)
    void whateverComesAControlPointAsksOnlyTheGatewayAndSoon(
            @ForAll @Size(max = 12) List<@From("anything") byte[]> replies, @ForAll long seed) {
        List<UpnpCall> calls = new ArrayList<>();
        ControlPoint point = new ControlPoint(
                new Recorded(calls),
                new Random(seed),
                SimulatedGateway.ADDRESS,
                SimulatedGateway.ip("192.168.1.7"),
                41_641);
        point.start(0);
        point.receive(Unpooled.wrappedBuffer(GATEWAY.searchAnswer()));
        for (int i = 0; i < replies.size(); i++) {
            point.receive(Unpooled.wrappedBuffer(replies.get(i)));
            if (i < calls.size()) {
                point.answered(i, calls.get(i), UpnpAnswer.read(i % 3 == 2 ? 500 : 200, replies.get(i)));
            }
        }
        assertThat(calls).hasSizeLessThanOrEqualTo(1 + replies.size());
        assertThat(calls).allMatch(call -> call.server().getAddress().equals(SimulatedGateway.ADDRESS));
    }

    @Provide
    Arbitrary<byte[]> anything() {
        return Arbitraries.oneOf(
                almostAnswers(),
                almostDescriptions(),
                Arbitraries.integers().between(0, 999).map(code -> fault(code)),
                Arbitraries.strings().ofMaxLength(40).map(text -> address(text)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
    }

    private static byte[] fault(int code) {
        return ("<e><errorCode>" + code + "</errorCode></e>").getBytes(UTF_8);
    }

    private static byte[] address(String text) {
        return ("<e><NewExternalIPAddress>" + text + "</NewExternalIPAddress></e>").getBytes(UTF_8);
    }

    @Property
    void aUrlIsTakenOnlyWhereItsHostIsWrittenAsTheGatewaysAddress(
            @ForAll @IntRange(max = 255) int last, @ForAll @IntRange(min = 1, max = 65_535) int port)
            throws PortMapException {
        String url = "http://192.168.1." + last + ":" + port + "/x?y=z";
        if (last == 1) {
            assertThat(GatewayUrl.parse(url, SimulatedGateway.ADDRESS))
                    .isEqualTo(new GatewayUrl(new InetSocketAddress(SimulatedGateway.ADDRESS, port), "/x?y=z"));
        } else {
            assertThatThrownBy(() -> GatewayUrl.parse(url, SimulatedGateway.ADDRESS))
                    .isInstanceOf(PortMapException.class);
        }
    }

    @Example
    void urlsInDisguiseAreRefused() {
        for (String url : List.of(
                "http://192.168.1.1@203.0.113.1/",
                "http://203.0.113.1#192.168.1.1/",
                "http://192.168.1.1.example.org/",
                "http://0xc0.0xa8.1.1/",
                "http://3232235777/",
                "http://192.168.1/",
                "http://[::ffff:192.168.1.1]/",
                "http://192.168.1.1:0/",
                "http://192.168.1.1:65536/",
                "http://192.168.1.1:99999999999/",
                "https://192.168.1.1/",
                "http://192.168.1.1/a b",
                "http://192.168.1.1/a\r\nHost: x",
                "http://192.168.1.1/\u00e4",
                "http://192.168.1.1/" + "a".repeat(GatewayUrl.MAX_LENGTH),
                "//192.168.1.1/a",
                "")) {
            assertThatThrownBy(() -> GatewayUrl.parse(url, SimulatedGateway.ADDRESS))
                    .as(url)
                    .isInstanceOf(PortMapException.class);
        }
    }

    @Example
    void referencesAreResolvedOnTheGatewayAndNowhereElse() throws PortMapException {
        GatewayUrl base = GatewayUrl.parse("http://192.168.1.1:5000/igd/root.xml?v=/2", SimulatedGateway.ADDRESS);
        assertThat(base.resolve("/uuid:0014-bf09/WANIPConn1").target()).isEqualTo("/uuid:0014-bf09/WANIPConn1");
        assertThat(base.resolve("ctl/IPConn").target()).isEqualTo("/igd/ctl/IPConn");
        assertThat(base.resolve("http://192.168.1.1:49152/ctl").server().getPort())
                .isEqualTo(49_152);
        for (String elsewhere : List.of("//203.0.113.1/ctl", "http://203.0.113.1/ctl", "ftp://192.168.1.1/", "a:b")) {
            assertThatThrownBy(() -> base.resolve(elsewhere)).as(elsewhere).isInstanceOf(PortMapException.class);
        }
    }

    @Example
    void xmlThatReadsFilesGrowsOrNestsIsRefused() {
        String laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><a>&b;</a>";
        String file = "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><a>&f;</a>";
        String elsewhere = "<!DOCTYPE a SYSTEM \"http://203.0.113.1/a.dtd\"><a/>";
        String nested = "<a>".repeat(XmlLeaf.MAX_DEPTH + 1) + "</a>".repeat(XmlLeaf.MAX_DEPTH + 1);
        String many = "<a>" + "<b/>".repeat(XmlLeaf.MAX_ELEMENTS) + "</a>";
        String wordy = "<a>" + "b".repeat(XmlLeaf.MAX_TEXT + 1) + "</a>";
        for (String document : List.of(
                laughs, file, elsewhere, nested, many, wordy, "<a>&undeclared;</a>", "<a>", "<a/><b/>", "", "a")) {
            assertThatThrownBy(() -> XmlLeaf.read(document)).as(document).isInstanceOf(PortMapException.class);
        }
    }

    @Example
    void xmlWithinItsLimitsIsReadAsItStands() throws PortMapException {
        assertThat(XmlLeaf.read("<r xmlns:u='v'><u:a> 1 &lt; 2 </u:a><!-- no --><b><![CDATA[<c>]]></b></r>"))
                .containsExactly(new XmlLeaf(0, "a", "1 < 2"), new XmlLeaf(0, "b", "<c>"));
        assertThat(XmlLeaf.read("<a>" + "b".repeat(XmlLeaf.MAX_TEXT) + "</a>")).hasSize(1);
    }

    private record Recorded(List<UpnpCall> calls) implements ControlPoint.Outputs {
        @Override
        public void search(byte[] datagram) {}

        @Override
        public void call(UpnpCall call) {
            calls.add(call);
        }

        @Override
        public void mapped(@Nullable InetSocketAddress outside) {
            throw new AssertionError("no answer here grants " + outside);
        }
    }
}
