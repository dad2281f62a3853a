package io.voider.ns.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.ns.socket.BpfProgram.Instruction;
import org.junit.jupiter.api.Test;

class BpfAssemblerTest {

    /** What {@code tcpdump -dd udp dst port 5060} makes of the first four steps on Ethernet. */
    @Test
    void shouldAssembleAsTcpdumpDoes() {
        BpfProgram program = new BpfAssembler()
                .loadHalf(12)
                .jumpEqual(0x800, BpfAssembler.NEXT, "no")
                .loadByte(23)
                .jumpEqual(17, BpfAssembler.NEXT, "no")
                .loadHalf(20)
                .jumpBitsSet(0x1fff, "no", BpfAssembler.NEXT)
                .indexByIpHeader(14)
                .loadHalfIndexed(16)
                .jumpEqual(5060, BpfAssembler.NEXT, "no")
                .give(BpfAssembler.WHOLE_PACKET)
                .label("no")
                .give(0)
                .assemble();

        assertThat(program.instructions())
                .containsExactly(
                        new Instruction(0x28, 0, 0, 12),
                        new Instruction(0x15, 0, 8, 0x800),
                        new Instruction(0x30, 0, 0, 23),
                        new Instruction(0x15, 0, 6, 17),
                        new Instruction(0x28, 0, 0, 20),
                        new Instruction(0x45, 4, 0, 0x1fff),
                        new Instruction(0xb1, 0, 0, 14),
                        new Instruction(0x48, 0, 0, 16),
                        new Instruction(0x15, 0, 1, 5060),
                        new Instruction(0x06, 0, 0, 0x40000),
                        new Instruction(0x06, 0, 0, 0));
    }

    @Test
    void shouldRefuseLabelsThatCannotBeReached() {
        assertThatThrownBy(() -> new BpfAssembler().jump("nowhere").give(0).assemble())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() ->
                        new BpfAssembler().label("back").jump("back").give(0).assemble())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BpfAssembler().label("twice").label("twice"))
                .isInstanceOf(IllegalArgumentException.class);
        BpfAssembler far = new BpfAssembler().jumpEqual(1, "far", BpfAssembler.NEXT);
        for (int i = 0; i < 256; i++) {
            far.loadByte(0);
        }
        assertThatThrownBy(() -> far.label("far").give(0).assemble()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseAProgramWithoutAnEnd() {
        assertThatThrownBy(() -> new BpfAssembler().loadByte(0).assemble())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BpfAssembler().assemble()).isInstanceOf(IllegalArgumentException.class);
    }
}
