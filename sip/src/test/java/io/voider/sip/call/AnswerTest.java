package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTest {
    @Test
    void aReasonThatIsNoPlainTextIsNotRepeated() {
        assertThat(Answer.badRequest("no To ~").phrase()).isEqualTo("no To ~");
        assertThat(Answer.badRequest("no\u007f").phrase()).isEqualTo("Bad Request");
        assertThat(Answer.badRequest("two\r\nlines").phrase()).isEqualTo("Bad Request");
        assertThat(Answer.badGateway("a part without end")).isEqualTo(Answer.of(502, "a part without end"));
        assertThat(Answer.badGateway("\u00fc").phrase()).isEqualTo("Server Failure");
    }
}
