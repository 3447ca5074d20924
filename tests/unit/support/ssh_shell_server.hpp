// SPDX-License-Identifier: GPL-3.0-or-later
// An SSH server of one shell at a time, on a thread of its own, by libssh: a prompt, an echo, a line in, text
// out. An exec request runs the same function once. For tests of the SSH session and of clients that talk to
// a shell.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include <libssh/libssh.h>
#include <libssh/server.h>

namespace seedbed::test {

struct ShellScript {
    std::string user = "Administrator";
    std::string password = "secret";
    bool passwordMethod = false; // else keyboard-interactive only, as the real module
    std::string greeting;
    std::string prompt = "->";
    std::function<std::string(const std::string&)> answer;
    // What it asks in place of an answer and a prompt; empty: nothing.
    std::function<std::string(const std::string&)> ask = [](const std::string&) { return std::string(); };
    std::function<bool(const std::string&)> hangUpOn = [](const std::string&) { return false; };
    std::function<bool(const std::string&)> keepSilentOn = [](const std::string&) { return false; };
};

class SshShellServer {
public:
    explicit SshShellServer(ShellScript script) : script_(std::move(script)), bind_(ssh_bind_new()) {
        ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key_);
        listen_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listen_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(listen_, 5);
        ::getsockname(listen_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        const bool off = false;
        ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_PROCESS_CONFIG, &off);
        ssh_bind_options_set(bind_, SSH_BIND_OPTIONS_IMPORT_KEY, key_);
        thread_ = std::thread([this] { serve(); });
    }
    ~SshShellServer() {
        stopping_ = true;
        thread_.join();
        ::close(listen_);
        ssh_bind_free(bind_);
    }
    int port() const { return port_; }
    int sessions() const { return sessions_; }

private:
    void serve() {
        while (!stopping_) {
            pollfd waiting{listen_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) == 1) {
                ++sessions_;
                one(::accept4(listen_, nullptr, nullptr, SOCK_CLOEXEC));
            }
        }
    }

    void one(int socket) {
        ssh_session session = ssh_new();
        if (ssh_bind_accept_fd(bind_, session, socket) == SSH_OK &&
            ssh_handle_key_exchange(session) == SSH_OK && logIn(session)) {
            talk(session);
        }
        ssh_disconnect(session);
        ssh_free(session);
    }

    bool allowed(const char* password) const { return password != nullptr && script_.password == password; }
    // libssh wants callbacks here, and offers this one function of its message interface under a warning
    // only.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    static const char* sentPassword(ssh_message message) { return ssh_message_auth_password(message); }
#pragma GCC diagnostic pop

    bool logIn(ssh_session session) {
        const int methods = script_.passwordMethod ? SSH_AUTH_METHOD_PASSWORD : SSH_AUTH_METHOD_INTERACTIVE;
        while (ssh_message message = ssh_message_get(session)) {
            const int type = ssh_message_type(message);
            const int kind = ssh_message_subtype(message);
            bool in = false;
            if (type == SSH_REQUEST_AUTH && kind == SSH_AUTH_METHOD_PASSWORD && script_.passwordMethod) {
                in = script_.user == ssh_message_auth_user(message) && allowed(sentPassword(message));
            } else if (type == SSH_REQUEST_AUTH && kind == SSH_AUTH_METHOD_INTERACTIVE &&
                       !script_.passwordMethod) {
                if (ssh_message_auth_kbdint_is_response(message) == 0) {
                    const char* prompts[] = {"Password: "};
                    char echo[] = {0};
                    ssh_message_auth_interactive_request(message, "", "", 1, prompts, echo);
                    ssh_message_free(message);
                    continue;
                }
                in = ssh_userauth_kbdint_getnanswers(session) == 1 &&
                     allowed(ssh_userauth_kbdint_getanswer(session, 0));
            } else if (type != SSH_REQUEST_AUTH) {
                ssh_message_reply_default(message);
                ssh_message_free(message);
                continue;
            }
            if (in) {
                ssh_message_auth_reply_success(message, 0);
            } else {
                ssh_message_auth_set_methods(message, methods);
                ssh_message_reply_default(message);
            }
            ssh_message_free(message);
            if (in) {
                return true;
            }
        }
        return false;
    }

    void talk(ssh_session session) {
        ssh_channel channel = nullptr;
        std::string command;
        bool shell = false;
        while (!shell && command.empty()) {
            ssh_message message = ssh_message_get(session);
            if (message == nullptr) {
                return;
            }
            const int kind = ssh_message_subtype(message);
            if (ssh_message_type(message) == SSH_REQUEST_CHANNEL_OPEN) {
                channel = ssh_message_channel_request_open_reply_accept(message);
            } else if (kind == SSH_CHANNEL_REQUEST_PTY) {
                ssh_message_channel_request_reply_success(message);
            } else if (kind == SSH_CHANNEL_REQUEST_SHELL) {
                ssh_message_channel_request_reply_success(message);
                shell = true;
            } else if (kind == SSH_CHANNEL_REQUEST_EXEC) {
                command = ssh_message_channel_request_command(message);
                ssh_message_channel_request_reply_success(message);
            } else {
                ssh_message_reply_default(message);
            }
            ssh_message_free(message);
        }
        shell ? interact(channel) : execute(channel, command);
    }

    static void write(ssh_channel channel, const std::string& text) {
        ssh_channel_write(channel, text.data(), static_cast<std::uint32_t>(text.size()));
    }

    void execute(ssh_channel channel, const std::string& command) {
        if (!script_.keepSilentOn(command)) {
            write(channel, script_.answer(command));
            const std::string note = "noted";
            ssh_channel_write_stderr(channel, note.data(), static_cast<std::uint32_t>(note.size()));
            ssh_channel_request_send_exit_status(channel, 7);
            ssh_channel_send_eof(channel);
            ssh_channel_close(channel);
        }
        // The client has sent its end of file with the command: what is waited for is that it goes away.
        while (!stopping_ && ssh_channel_is_closed(channel) == 0 &&
               ssh_is_connected(ssh_channel_get_session(channel)) != 0) {
            ssh_channel_poll_timeout(channel, 20, 0);
            ::poll(nullptr, 0, 5);
        }
    }

    void interact(ssh_channel channel) {
        write(channel, crlf(script_.greeting) + script_.prompt);
        std::string line;
        char byte = 0;
        while (!stopping_) {
            const int count = ssh_channel_read_timeout(channel, &byte, 1, 0, 20);
            if (count < 0 || ssh_channel_is_eof(channel) != 0) {
                return;
            }
            if (count == 1 && byte != '\n' && byte != '\r') {
                line += byte;
            } else if (count == 1) {
                if (script_.hangUpOn(line)) {
                    return;
                }
                if (const auto question = script_.ask(line); !question.empty()) {
                    write(channel, line + "\r\n" + crlf(question));
                } else if (!script_.keepSilentOn(line)) {
                    write(channel, line + "\r\n" + crlf(script_.answer(line)) + script_.prompt);
                }
                line.clear();
            }
        }
    }

    static std::string crlf(const std::string& text) {
        std::string out;
        for (const char c : text) {
            out += c == '\n' ? "\r\n" : std::string(1, c);
        }
        return out;
    }

    ShellScript script_;
    ssh_bind bind_;
    ssh_key key_ = nullptr;
    int listen_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> sessions_{0};
    std::thread thread_;
};

} // namespace seedbed::test
