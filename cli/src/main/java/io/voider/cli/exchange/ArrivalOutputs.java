package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;

/** What may go out because of a message, by the way that it came, then or later. */
public interface ArrivalOutputs extends UserAgentOutputs {
    /** Of a message that nobody sent, who waits for no answer. */
    ArrivalOutputs NOWHERE = new ArrivalOutputs() {
        @Override
        public void send(Flow to, ByteBuf response) {
            response.release();
        }

        @Override
        public void pass(Outcome.Passed passed) {
            passed.message().release();
        }
    };

    /** Lets a message go on as if it had come from the same sender by the same way. */
    void pass(Outcome.Passed passed);
}
