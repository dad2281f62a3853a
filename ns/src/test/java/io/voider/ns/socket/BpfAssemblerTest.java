package io.voider.ns.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.ns.socket.BpfProgram.Instruction;
import org.junit.jupiter.api.Test;

class BpfAssemblerTest {

    /** Opcodes as in {@code linux/bpf_common.h}. */
    @Test
    void assemblesTheKernelsInstructions() {
        BpfProgram program = new BpfAssembler()
                .loadByte(14)
                .and(0xf0)
                .jumpEqual(0x40, BpfAssembler.NEXT, "no")
                .loadByte(23)
                .jumpEqual(17, "yes", BpfAssembler.NEXT)
                .jump("no")
                .label("yes")
                .give(BpfAssembler.WHOLE_PACKET)
                .label("no")
                .give(0)
                .assemble();

        assertThat(program.instructions())
                .containsExactly(
                        new Instruction(0x30, 0, 0, 14),
                        new Instruction(0x54, 0, 0, 0xf0),
                        new Instruction(0x15, 0, 4, 0x40),
                        new Instruction(0x30, 0, 0, 23),
                        new Instruction(0x15, 1, 0, 17),
                        new Instruction(0x05, 0, 0, 1),
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
