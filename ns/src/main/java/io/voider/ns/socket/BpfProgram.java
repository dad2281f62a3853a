package io.voider.ns.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A classic BPF program, ready for the kernel. Made by {@link BpfAssembler}.
 *
 * @param instructions 1 … 4,096
 */
public record BpfProgram(List<Instruction> instructions) {

    /** The kernel's limit ({@code BPF_MAXINSNS}). */
    public static final int MAXIMUM_LENGTH = 4096;

    private static final int INSTRUCTION_BYTES = 8;

    /**
     * One instruction ({@code struct sock_filter}).
     *
     * @param code operation, 16 bits
     * @param ifTrue how many instructions to skip when a condition holds, 0 … 255
     * @param ifFalse how many when it does not
     * @param operand 32 bits
     */
    public record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    public BpfProgram {
        instructions = List.copyOf(instructions);
        if (instructions.isEmpty() || instructions.size() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException(
                    "a BPF program has 1 to " + MAXIMUM_LENGTH + " instructions, not " + instructions.size());
        }
    }

    /** The number of instructions. */
    public int length() {
        return instructions.size();
    }

    /** {@code struct sock_filter} × length: 0 code (16 bits), 2 jump if true, 3 jump if false, 4 operand (32 bits). */
    ByteBuffer encode() {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(length() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        for (Instruction instruction : instructions) {
            memory.putShort((short) instruction.code())
                    .put((byte) instruction.ifTrue())
                    .put((byte) instruction.ifFalse())
                    .putInt(instruction.operand());
        }
        return memory.clear();
    }
}
