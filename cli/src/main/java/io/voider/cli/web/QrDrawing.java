package io.voider.cli.web;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code to be drawn.
 *
 * @param size of each side, in squares, with the four light ones around it
 * @param path of its dark squares, as SVG has it, one square being 1 by 1
 */
record QrDrawing(int size, String path) {
    private static final int QUIET = 4;

    /** The code of that text. */
    static QrDrawing of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                int from = x;
                while (code.getModule(x, y)) {
                    x++;
                }
                if (x > from) {
                    path.append('M').append(from + QUIET).append(' ').append(y + QUIET);
                    path.append('h')
                            .append(x - from)
                            .append("v1h")
                            .append(from - x)
                            .append('z');
                }
            }
        }
        return new QrDrawing(code.size + 2 * QUIET, path.toString());
    }
}
