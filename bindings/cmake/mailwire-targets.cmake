# The targets over the libraries in one folder, for a build from source and for an installation alike. Neither has
# options: who links mailwire::static into a device adds --gc-sections, as for every library.

function(mailwire_add_static include_folder library_folder)
  if(NOT TARGET mailwire::static)
    add_library(mailwire::static STATIC IMPORTED GLOBAL)
    set_target_properties(mailwire::static PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${include_folder}"
      IMPORTED_LOCATION "${library_folder}/libmailwire.a")
  endif()
endfunction()

# The linker follows the link libmailwire.so and notes the name with the version that the library calls itself by.
function(mailwire_add_shared include_folder library_folder)
  if(NOT TARGET mailwire::shared)
    add_library(mailwire::shared SHARED IMPORTED GLOBAL)
    set_target_properties(mailwire::shared PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${include_folder}"
      IMPORTED_LOCATION "${library_folder}/libmailwire.so")
  endif()
endfunction()
