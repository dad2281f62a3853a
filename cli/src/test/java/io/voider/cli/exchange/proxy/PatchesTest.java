package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PatchesTest {
    private static final String TEXT = Wire.request("INVITE", "sip:21@x", "<sip:a@x>", "<sip:b@x>");

    private final SipMessage message = decode("before" + TEXT);
    private final Patches patches = new Patches(message);

    private static SipMessage decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new SipDecoder().decode(bytes, 6, bytes.length);
    }

    private String applied() {
        ByteBuf out = patches.apply(UnpooledByteBufAllocator.DEFAULT);
        try {
            return out.toString(StandardCharsets.ISO_8859_1);
        } finally {
            out.release();
        }
    }

    @Test
    void whatNobodyPatchesStaysAsItIs() {
        assertThat(patches.isEmpty()).isTrue();
        assertThat(applied()).isEqualTo(TEXT);
    }

    @Test
    void partsAreReplacedWhereverTheyAreAndInWhateverOrder() {
        int to = message.indexOf(SipHeader.TO);
        patches.replace(message.valueStart(to), message.valueEnd(to), "\"J\u00f6rg\" <sip:10.1.2.1>");
        patches.replace(message.requestUriStart(), message.requestUriEnd(), "sip:10.1.2.1");
        assertThat(patches.isEmpty()).isFalse();
        assertThat(applied())
                .isEqualTo(TEXT.replace("INVITE sip:21@x", "INVITE sip:10.1.2.1")
                        .replace("<sip:b@x>", "\"J\u00f6rg\" <sip:10.1.2.1>"));
    }

    @Test
    void theSameInItsPlaceIsNoChange() {
        patches.replace(message.requestUriStart(), message.requestUriEnd(), "sip:21@x");
        assertThat(patches.isEmpty()).isTrue();
    }

    @Test
    void aHeaderFieldIsLeftOutWithItsLine() {
        patches.remove(message.indexOf(SipHeader.MAX_FORWARDS));
        assertThat(applied()).isEqualTo(TEXT.replace("Max-Forwards: 70\r\n", ""));
    }

    @Test
    void soIsTheLastOne() {
        patches.remove(message.headerCount() - 1);
        assertThat(applied()).isEqualTo(TEXT.replace("Content-Length: 0\r\n", ""));
    }
}
