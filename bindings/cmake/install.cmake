# Has ffi/install lay out what was built: cmake --install and ffi/install make the same files.

if(NOT MAILWIRE_INSTALL)
  return()
endif()

include(GNUInstallDirs)
install(CODE "
  execute_process(
    COMMAND \"${CMAKE_CURRENT_SOURCE_DIR}/ffi/install\" --from \"${mailwire_library_folder}\"
      --prefix \"\${CMAKE_INSTALL_PREFIX}\" --destdir \"\$ENV{DESTDIR}\"
      --libdir \"${CMAKE_INSTALL_LIBDIR}\" --includedir \"${CMAKE_INSTALL_INCLUDEDIR}\"
    OUTPUT_VARIABLE mailwire_installed
    COMMAND_ERROR_IS_FATAL ANY)
  string(STRIP \"\${mailwire_installed}\" mailwire_installed)
  string(REPLACE \"\\n\" \";\" mailwire_installed \"\${mailwire_installed}\")
  foreach(file IN LISTS mailwire_installed)
    message(STATUS \"Installing: \${file}\")
  endforeach()
  list(APPEND CMAKE_INSTALL_MANIFEST_FILES \${mailwire_installed})
" COMPONENT mailwire)
