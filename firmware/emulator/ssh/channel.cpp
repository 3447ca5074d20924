// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ssh/channel.hpp"

#include <libssh/server.h>

namespace seedbed::emulator::ssh {

SshChannel::SshChannel(ssh_channel channel, std::unique_ptr<Talk> talk, std::function<void()> wake)
    : channel_(channel), talk_(std::move(talk)), wake_(std::move(wake)) {
    talk_->attach([this](std::string text) {
        show(std::move(text));
        wake_();
    });
    callbacks_.userdata = this;
    callbacks_.channel_data_function = onData;
    callbacks_.channel_eof_function = onEnd;
    callbacks_.channel_close_function = onClose;
    ssh_callbacks_init(&callbacks_);
    ssh_set_channel_callbacks(channel_, &callbacks_);
}

SshChannel::~SshChannel() {
    ssh_remove_channel_callbacks(channel_, &callbacks_);
    ssh_channel_free(channel_);
}

int SshChannel::onData(ssh_session, ssh_channel, void* data, std::uint32_t size, int, void* self) {
    auto& me = *static_cast<SshChannel*>(self);
    const std::string_view keys(static_cast<const char*>(data), size);
    if (me.talk_->takesKeys()) {
        me.show(me.talk_->keys(keys));
        if (!me.talk_->takesKeys()) {
            me.show(me.talk_->prompt());
        }
    } else if (me.editor_) {
        me.show(me.editor_->type(keys));
    }
    return static_cast<int>(size);
}

void SshChannel::onEnd(ssh_session, ssh_channel, void* self) {
    static_cast<SshChannel*>(self)->inputEnded_ = true;
}
void SshChannel::onClose(ssh_session, ssh_channel, void* self) {
    static_cast<SshChannel*>(self)->gone_ = true;
}

bool SshChannel::startShell() {
    if (editor_ || command_) {
        return false;
    }
    editor_.emplace(terminal_);
    show("\r\n" + talk_->greeting() + talk_->prompt());
    return true;
}

bool SshChannel::startCommand(std::string command) {
    if (editor_ || command_) {
        return false;
    }
    command_ = std::move(command);
    return true;
}

asio::awaitable<bool> SshChannel::step() {
    bool worked = false;
    if (!done_ && editor_) {
        worked = co_await stepShell();
    } else if (!done_ && command_) {
        worked = co_await stepCommand();
    }
    bool sent = flush();
    co_return worked || sent;
}

asio::awaitable<bool> SshChannel::stepShell() {
    auto line = talk_->takesKeys() ? std::nullopt : editor_->nextLine();
    if (!line) {
        done_ = editor_->left() || inputEnded_ || talk_->ended();
        co_return done_;
    }
    auto text = co_await talk_->answer(std::move(*line));
    done_ = talk_->ended();
    show(text + (done_ || talk_->takesKeys() ? std::string() : talk_->prompt()));
    co_return true;
}

asio::awaitable<bool> SshChannel::stepCommand() {
    auto text = co_await talk_->execute(std::move(*command_));
    done_ = true;
    show(std::move(text));
    co_return true;
}

// As much as the peer's window takes; closes the channel after the last byte.
bool SshChannel::flush() {
    bool sent = false;
    while (!out_.empty() && !finished()) {
        auto count = ssh_channel_write(channel_, out_.data(), static_cast<std::uint32_t>(out_.size()));
        if (count <= 0) {
            gone_ = gone_ || count < 0;
            return sent;
        }
        out_.erase(0, static_cast<std::size_t>(count));
        sent = true;
    }
    if (done_ && !finished()) {
        close();
    }
    return sent;
}

void SshChannel::close() {
    ssh_channel_request_send_exit_status(channel_, 0);
    ssh_channel_send_eof(channel_);
    ssh_channel_close(channel_);
    closed_ = true;
}

} // namespace seedbed::emulator::ssh
