#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <set>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

// So that AddressSanitizer knows which objects have ended.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UVCHAT_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define UVCHAT_ASAN
#endif
#ifdef UVCHAT_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) static_cast<void>(0)
#define ASAN_UNPOISON_MEMORY_REGION(address, size) static_cast<void>(0)
#endif

namespace uvchat {

// Where objects of one type live side by side that come in bursts and stay for long. Made one by
// one on the heap, each of them lies among what the burst allocates and frees again, and keeps that
// page from going back to the system. Memory comes in slabs of 16 KiB; the one with the lowest
// address that has room is used first, and an empty one is freed, but for the last that has room.
//
// Owner: one thread, which also ends the objects. Cost: O(log slabs) where one becomes full or has
// room again, O(1) else. Out of memory ends the process.
// Invariants: an object belongs to the slab its address lies in; `with_room_` has each slab that is
// not full.
template <typename T>
class ObjectPool {
  struct Slab;

 public:
  struct GiveBack {
    void operator()(T* object) const;
  };
  using Ptr = std::unique_ptr<T, GiveBack>;

  ObjectPool() = default;
  ~ObjectPool();  // REQUIRES: every object has ended
  ObjectPool(const ObjectPool&) = delete;
  ObjectPool& operator=(const ObjectPool&) = delete;

  template <typename... Arguments>
  Ptr make(Arguments&&... arguments);

  std::size_t slabs_held() const { return slabs_held_; }

  // What is left over is the slab's head, and malloc's: with that the next slab's memory begins
  // where this one's ends.
  static constexpr std::size_t objects_per_slab =
      (limits::object_slab_bytes - 64) / (sizeof(T) + sizeof(std::uint16_t));

 private:
  static Slab* slab_of(const T* object);
  Slab* obtain_slab();
  void free_slab(Slab* slab);

  std::set<Slab*> with_room_;
  std::size_t slabs_held_ = 0;
};

// Stands at the beginning of its memory, which is aligned to a slab's size: so an object finds its
// slab by its address.
template <typename T>
struct ObjectPool<T>::Slab {
  ObjectPool* pool;
  std::size_t free_count = objects_per_slab;
  std::array<std::uint16_t, objects_per_slab> free_places;  // the first `free_count` of it
  alignas(T) std::array<std::byte, sizeof(T) * objects_per_slab> bytes;

  explicit Slab(ObjectPool* its_pool) : pool(its_pool) {
    for (std::size_t i = 0; i < objects_per_slab; ++i) {
      free_places[i] = static_cast<std::uint16_t>(objects_per_slab - 1 - i);
    }
    ASAN_POISON_MEMORY_REGION(bytes.data(), bytes.size());
  }
  ~Slab() { ASAN_UNPOISON_MEMORY_REGION(bytes.data(), bytes.size()); }
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;
};

template <typename T>
ObjectPool<T>::~ObjectPool() {
  while (!with_room_.empty()) free_slab(*with_room_.begin());
  UVCHAT_ASSERT(slabs_held_ == 0);
}

template <typename T>
template <typename... Arguments>
typename ObjectPool<T>::Ptr ObjectPool<T>::make(Arguments&&... arguments) {
  Slab* slab = with_room_.empty() ? obtain_slab() : *with_room_.begin();
  std::byte* place = &slab->bytes[sizeof(T) * slab->free_places[slab->free_count - 1]];
  ASAN_UNPOISON_MEMORY_REGION(place, sizeof(T));
  Ptr made(new (place) T{std::forward<Arguments>(arguments)...});
  if (--slab->free_count == 0) with_room_.erase(slab);
  return made;
}

template <typename T>
void ObjectPool<T>::GiveBack::operator()(T* object) const {
  Slab* slab = slab_of(object);
  auto& with_room = slab->pool->with_room_;
  object->~T();
  ASAN_POISON_MEMORY_REGION(object, sizeof(T));
  const auto at =
      static_cast<std::size_t>(reinterpret_cast<std::byte*>(object) - slab->bytes.data());
  UVCHAT_ASSERT(slab->free_count < objects_per_slab);
  if (slab->free_count == 0) with_room.insert(slab);
  slab->free_places[slab->free_count++] = static_cast<std::uint16_t>(at / sizeof(T));
  if (slab->free_count == objects_per_slab && with_room.size() > 1) slab->pool->free_slab(slab);
}

template <typename T>
typename ObjectPool<T>::Slab* ObjectPool<T>::slab_of(const T* object) {
  const auto address = reinterpret_cast<std::uintptr_t>(object);
  return reinterpret_cast<Slab*>(address & ~(limits::object_slab_bytes - 1));
}

template <typename T>
typename ObjectPool<T>::Slab* ObjectPool<T>::obtain_slab() {
  static_assert(sizeof(Slab) <= limits::object_slab_bytes - 16 && objects_per_slab >= 16);
  void* memory =
      nullptr;  // not from operator new, which makes the size a multiple of the alignment
  const int failed = posix_memalign(&memory, limits::object_slab_bytes, sizeof(Slab));
  UVCHAT_ASSERT(failed == 0);
  Slab* slab = new (memory) Slab(this);
  with_room_.insert(slab);
  ++slabs_held_;
  return slab;
}

template <typename T>
void ObjectPool<T>::free_slab(Slab* slab) {
  UVCHAT_ASSERT(slab->free_count == objects_per_slab);
  with_room_.erase(slab);
  --slabs_held_;
  slab->~Slab();
  std::free(slab);
}

}  // namespace uvchat
