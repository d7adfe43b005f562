#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "worker/pipeline/bounded_queue.h"

namespace bb {

/// Threads that run what they are given, first come first served; each begins with `start`. Neither
/// may throw.
class ThreadPool {
 public:
  explicit ThreadPool(int threads, const std::function<void()>& start = [] {}) : tasks_(SIZE_MAX) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this, start] {
        start();
        while (auto task = tasks_.pop()) { (*task)(); }
      });
    }
  }
  ~ThreadPool() {
    tasks_.close();
    for (std::thread& thread : threads_) { thread.join(); }
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void run(std::function<void()> task) { tasks_.push(std::move(task)); }

 private:
  BoundedQueue<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
};

}  // namespace bb
