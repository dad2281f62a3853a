package io.voider.cli.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a file, a block after the other has left: neither memory nor the loop waits for a browser or for the disk. Who takes no block for
 * half a minute is cut off, and so is who was logged out.
 */
final class WebDownload {
    private static final Logger LOG = LoggerFactory.getLogger(WebDownload.class);
    private static final int BLOCK_BYTES = 64 << 10;

    private final ChannelHandlerContext ctx;
    private final FileChannel file;
    private final Executor disk;
    private final BooleanSupplier allowed;
    private final Runnable done;
    private long left;

    /**
     * @param file closed in the end, however that comes
     * @param bytes of it to be sent
     * @param disk reads
     * @param allowed whether it goes on
     * @param done hears of its end, unless it is cut off
     */
    WebDownload(
            ChannelHandlerContext ctx,
            FileChannel file,
            long bytes,
            Executor disk,
            BooleanSupplier allowed,
            Runnable done) {
        this.ctx = ctx;
        this.file = file;
        this.disk = disk;
        this.allowed = allowed;
        this.done = done;
        left = bytes;
    }

    void begin(HttpResponse head) {
        ctx.channel().closeFuture().addListener(closed -> disk.execute(this::close));
        ctx.write(head);
        next();
    }

    private void next() {
        if (left == 0) {
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            disk.execute(this::close);
            done.run();
        } else if (allowed.getAsBoolean()) {
            int wanted = (int) Math.min(left, BLOCK_BYTES);
            disk.execute(() -> read(wanted));
        } else {
            ctx.close();
        }
    }

    private void read(int wanted) {
        ByteBuffer block = ByteBuffer.allocate(wanted);
        try {
            while (block.hasRemaining()) {
                if (file.read(block) < 0) {
                    throw new IOException("the recording became shorter while it was sent");
                }
            }
            ctx.executor().execute(() -> send(Unpooled.wrappedBuffer(block.flip())));
        } catch (IOException e) {
            LOG.debug("a recording was not sent to its end", e);
            ctx.close();
        }
    }

    private void send(ByteBuf block) {
        left -= block.readableBytes();
        var slow = ctx.executor().schedule(() -> ctx.close(), WebHandler.NEXT_SECONDS, TimeUnit.SECONDS);
        ctx.writeAndFlush(new DefaultHttpContent(block)).addListener(sent -> {
            slow.cancel(false);
            if (sent.isSuccess()) {
                next();
            } else {
                ctx.close();
            }
        });
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("a recording was not closed", e);
        }
    }
}
